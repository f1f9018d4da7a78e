// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/id.h"

#include <QList>

#include <optional>

// How clients come in, as a flight recorder keeps it: what each did on its way, and why it got no further.

namespace ostiary {

/// The stations of a client's way in, in the order in which it passes them.
enum class AttemptStep {
    Discovery, ///< was told where to sign in (401), or read the metadata
    Registration, ///< registered itself, or has its document
    Authorize, ///< a browser came with its authorization request, or a device asked for a code
    SignIn, ///< somebody signed in at the browser
    Consent, ///< somebody was asked
    Token, ///< fetched a token
    FirstCall, ///< called with it
};
[[nodiscard]] QString toString(AttemptStep step); ///< "discovery", … "first_call"
[[nodiscard]] std::optional<AttemptStep> attemptStepFromString(const QString &text);
constexpr int kAttemptSteps = 7;

/// One thing that happened on the way.
struct AttemptEntry {
    Time at; ///< the first time
    AttemptStep step = AttemptStep::Discovery;
    bool ok = true;
    QString detail; ///< one sentence; never a secret, code, token or query
    int count = 1; ///< how often, one after the other
    friend bool operator==(const AttemptEntry &, const AttemptEntry &) = default;
};

enum class AttemptState {
    UnderWay,
    Connected, ///< its first call went through
    Stopped, ///< it was refused, or never came back
};
[[nodiscard]] QString toString(AttemptState state); ///< "under_way", "connected", "stopped"

/// One client's attempt to connect. It is over with its first call, or after ten minutes of silence.
struct ConnectionAttempt {
    static constexpr qsizetype kMostEntries = 40;

    AttemptId id;
    ClientId clientId; ///< empty: it never said
    QString clientName; ///< as the client calls itself
    AccountId account; ///< empty: nobody signed in
    QString accountEmail; ///< for people to read
    QString address; ///< where it came from first
    QString userAgent; ///< as it came, cut
    QString resource; ///< the MCP address that it is after; empty: the whole server, or not said
    Time startedAt;
    Time lastAt;
    AttemptStep reached = AttemptStep::Discovery; ///< the furthest that it tried
    bool succeeded = false;
    QString stoppedBecause; ///< one sentence; empty while it is under way and when it succeeded
    QList<AttemptEntry> entries; ///< in the order in which they came

    [[nodiscard]] AttemptState state() const
    {
        return succeeded               ? AttemptState::Connected
            : stoppedBecause.isEmpty() ? AttemptState::UnderWay
                                       : AttemptState::Stopped;
    }
    friend bool operator==(const ConnectionAttempt &, const ConnectionAttempt &) = default;
};

/// Something that an endpoint alone knows of an attempt, on its way to the recorder.
struct AttemptNote {
    AttemptStep step = AttemptStep::Discovery;
    bool ok = true;
    QString detail; ///< one sentence; never a secret, code, token or query
    ClientId client = {}; ///< that is known here; empty: not, or it did not say
    AccountId account = {};
    QString resource = {};
    bool begins = true; ///< false: only if an attempt is open that it belongs to
};

/// What usually causes a stop there, and what to do; empty while there is nothing to mend.
[[nodiscard]] QString hintOf(const ConnectionAttempt &attempt);

/// What one part of an authorization request is worth.
enum class AuthorizeVerdict { Ok, Warning, Refused };
[[nodiscard]] QString toString(AuthorizeVerdict verdict); ///< "ok", "warning", "refused"

struct AuthorizeLine {
    QString what; ///< "client_id"
    QString value; ///< as it was sent, cut; empty: it is not there
    AuthorizeVerdict verdict = AuthorizeVerdict::Ok;
    QString sentence; ///< what is accepted, or why not and what to do
    friend bool operator==(const AuthorizeLine &, const AuthorizeLine &) = default;
};

/// What the server makes of an authorization request, part by part.
struct AuthorizeReport {
    QList<AuthorizeLine> lines;
    QString outcome; ///< what would happen now

    [[nodiscard]] bool isAccepted() const
    {
        for (const AuthorizeLine &line : lines) {
            if (line.verdict == AuthorizeVerdict::Refused)
                return false;
        }
        return true;
    }
    friend bool operator==(const AuthorizeReport &, const AuthorizeReport &) = default;
};

} // namespace ostiary
