// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connections.h"

#include <QStringList>

#include <array>

namespace ostiary {

using namespace Qt::StringLiterals;

namespace {

// In the order of the enumerators: the step's stable word, and why clients usually get no further than there.
struct Station {
    QLatin1StringView word;
    const char *silence; ///< nothing was refused; it did not come back
    const char *refusal; ///< it was refused there
};
constexpr std::array<Station, kAttemptSteps> kStations{{
    {"discovery"_L1,
     "It found the server and did not go on: most clients do so when they can neither register nor use a client id of "
     "their own, or when they look at another address than the server's public one.",
     "Compare the address in the client with the one that the overview shows, its path too."},
    {"registration"_L1,
     "It registered and opened no browser: look at the computer that the client runs on, it may ask there.",
     "What the client says of itself is not accepted; an update of the client may help, or a client made by hand: "
     "ostiary client create."},
    {"authorize"_L1,
     "The browser was sent to the sign-in page, and nobody signed in. A proxy in front of the server that drops "
     "cookies, or a public address without https, looks the same.",
     "Paste the address that the browser showed into the tester: it says line by line what is accepted."},
    {"sign_in"_L1, "Somebody signed in and left the page; start again from the client.",
     "Sign in again; the sign-in history of the account says what was wrong."},
    {"consent"_L1,
     "The question was answered or is still open, but the client never came for its token: its redirect address was "
     "not reached. A client on this computer must still be running; one on another computer cannot be reached at "
     "localhost.",
     "Start again from the client, and allow it."},
    {"token"_L1,
     "It has its token and never used it: often the client asks for another address than the token was made for, or "
     "shows an error of its own; restart it.",
     "The code works once and for one minute, with the verifier and the redirect address that it was asked with; "
     "start again from the client. If it happens again, two copies of the client share one registration."},
    {"first_call"_L1, "It called and did not come back.",
     "The token is good for the address that it was asked for; remove this server from the client and add it again "
     "with the very address that is called."},
}};

template <typename Enum, size_t Size>
std::optional<Enum> placeOf(const QString &text, const std::array<Station, Size> &stations)
{
    for (size_t i = 0; i < Size; ++i) {
        if (text == stations[i].word)
            return Enum(i);
    }
    return std::nullopt;
}

} // namespace

QString toString(AttemptStep step)
{
    return kStations[size_t(step)].word;
}

std::optional<AttemptStep> attemptStepFromString(const QString &text)
{
    return placeOf<AttemptStep>(text, kStations);
}

QString toString(AttemptState state)
{
    switch (state) {
    case AttemptState::UnderWay: return u"under_way"_s;
    case AttemptState::Connected: return u"connected"_s;
    case AttemptState::Stopped: return u"stopped"_s;
    }
    Q_UNREACHABLE();
}

QString hintOf(const ConnectionAttempt &attempt)
{
    if (attempt.state() != AttemptState::Stopped)
        return {};
    const bool refused = !attempt.entries.isEmpty() && !attempt.entries.constLast().ok;
    const Station &station = kStations[size_t(refused ? attempt.entries.constLast().step : attempt.reached)];
    return QString::fromLatin1(refused ? station.refusal : station.silence);
}

QString toString(AuthorizeVerdict verdict)
{
    switch (verdict) {
    case AuthorizeVerdict::Ok: return u"ok"_s;
    case AuthorizeVerdict::Warning: return u"warning"_s;
    case AuthorizeVerdict::Refused: return u"refused"_s;
    }
    Q_UNREACHABLE();
}

} // namespace ostiary
