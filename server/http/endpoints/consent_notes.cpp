// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/consent_notes.h"

namespace ostiary::http {

Response noted(Response response, QList<AttemptNote> notes)
{
    response.notes = std::move(notes);
    return response;
}

QList<AttemptNote> acceptedNotes(const AuthorizeRequest &request, const Principal *who)
{
    QList<AttemptNote> notes{{.step = AttemptStep::Authorize,
                              .detail = QStringLiteral("Its authorization request was accepted."),
                              .client = request.client.id,
                              .account = who ? who->account : AccountId(),
                              .resource = request.resource}};
    if (who) {
        notes << AttemptNote{.step = AttemptStep::SignIn,
                             .detail = QStringLiteral("Somebody is signed in at the browser."),
                             .client = request.client.id,
                             .account = who->account};
    }
    return notes;
}

AttemptNote refusedNote(const QString &why, const ClientId &client)
{
    return {.step = AttemptStep::Authorize, .ok = false, .detail = why, .client = client};
}

AttemptNote consentNote(const ClientId &client, const AccountId &account, bool ok, const QString &what)
{
    return {.step = AttemptStep::Consent, .ok = ok, .detail = what, .client = client, .account = account};
}

AttemptNote noteOf(const Approval &approval)
{
    const auto note = [&](bool ok, const char *what) {
        return consentNote(approval.client, approval.account, ok, QLatin1String(what));
    };
    switch (approval.state) {
    case ApprovalState::Pending: return note(true, "Somebody was asked for consent.");
    case ApprovalState::Approved: return note(true, "It was allowed, and is told so at its redirect address.");
    case ApprovalState::Denied: return note(false, "It was denied.");
    case ApprovalState::Expired: return note(false, "The question ran out before anybody answered it.");
    }
    Q_UNREACHABLE();
}

} // namespace ostiary::http
