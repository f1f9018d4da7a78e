// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/attempt_watch.h"

#include "server/http/endpoints/client_credentials.h"

#include <QJsonDocument>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kProtectedResource = "/.well-known/oauth-protected-resource";

AttemptNote noteOf(AttemptStep step, const Result<Response> &result, const QString &whenOk)
{
    return {.step = step, .ok = result.has_value(), .detail = result ? whenOk : sentenceOf(result.error())};
}

FlightRecorder::Peer peerOf(const Request &request)
{
    return {request.client.toString(), QString::fromUtf8(request.header("user-agent"))};
}

bool isError(const Result<Response> &result, ErrorCode code)
{
    return !result && result.error().code == code;
}

// Ours have two dots, keys none. What ran out is sent again and again in the best of families.
bool isToken(const Request &request)
{
    return request.header("authorization").count('.') == 2;
}

struct Grant {
    QLatin1StringView type;
    const char *whenOk;
    bool begins; ///< it is a part of somebody's way in; the others renew what they have had for long
};
constexpr std::array kGrants{
    Grant{"authorization_code"_L1, "It has its token.", true},
    Grant{"urn:ietf:params:oauth:grant-type:device_code"_L1, "The device has its token.", true},
    Grant{"refresh_token"_L1, "It renewed its token.", false},
};

} // namespace

void AttemptWatch::answered(AttemptStep step, const Request &request, const Principal *who,
                            const Result<Response> &result)
{
    const bool letIn = result && step == AttemptStep::FirstCall;
    if (letIn && !m_recorder.awaitsCalls()) // nearly every call; nothing more is done for it
        return;
    using About = Notes (AttemptWatch::*)(const Request &, const Principal *, const Result<Response> &) const;
    // In the order of the enumerators. Signing in and consent are known only to the endpoint.
    static constexpr std::array<About, kAttemptSteps> kAbout{
        &AttemptWatch::aboutDiscovery,
        &AttemptWatch::aboutRegistration,
        &AttemptWatch::aboutAuthorize,
        nullptr,
        nullptr,
        &AttemptWatch::aboutToken,
        &AttemptWatch::aboutCall,
    };
    const About about = kAbout[size_t(step)];
    const Notes notes = result && !result->notes.isEmpty() ? result->notes
        : about                                            ? (this->*about)(request, who, result)
                                                           : Notes();
    if (notes.isEmpty())
        return;
    for (const AttemptNote &note : notes)
        m_recorder.note(peerOf(request), note);
}

// The commonest of all mistakes: the address in the client lacks its /mcp/NAME.
void AttemptWatch::missed(const Request &request)
{
    if (request.method != Method::Post || !request.body.contains("\"jsonrpc\""))
        return;
    QStringList addresses;
    for (const QString &path : m_resources.mcpPaths())
        addresses << m_resources.ofPath(path);
    m_recorder.note(peerOf(request),
                    {.step = AttemptStep::Discovery,
                     .ok = false,
                     .detail = u"It called an address where no MCP server is. Those that there are: %1"_s.arg(
                         addresses.join(", "_L1))});
}

QString AttemptWatch::resourceAt(QByteArrayView path) const
{
    const QString text = QString::fromLatin1(path.endsWith('/') ? path.chopped(1) : path);
    return m_resources.isMcpPath(text) ? m_resources.ofPath(text) : QString();
}

AttemptWatch::Notes AttemptWatch::aboutDiscovery(const Request &request, const Principal *,
                                                 const Result<Response> &result) const
{
    const QByteArrayView path = request.path;
    const bool isResource = path.startsWith(kProtectedResource);
    AttemptNote note = noteOf(AttemptStep::Discovery, result,
                              isResource ? u"It read where to sign in for that address."_s
                                         : u"It read how this server signs people in."_s);
    if (isResource)
        note.resource = resourceAt(path.sliced(kProtectedResource.size()));
    return {note};
}

AttemptWatch::Notes AttemptWatch::aboutRegistration(const Request &, const Principal *,
                                                    const Result<Response> &result) const
{
    AttemptNote note = noteOf(AttemptStep::Registration, result, u"It registered itself."_s);
    if (result) {
        const QJsonObject answer = QJsonDocument::fromJson(result->body).object();
        note.client = ClientId(answer.value("client_id"_L1).toString());
    }
    return {note};
}

// A device; the browsers' way leaves notes of its own.
AttemptWatch::Notes AttemptWatch::aboutAuthorize(const Request &request, const Principal *,
                                                 const Result<Response> &result) const
{
    AttemptNote note = noteOf(AttemptStep::Authorize, result, u"The device asked for a code to show."_s);
    const Result<Parameters> form = parametersOf(request);
    const bool isKnown = !isError(result, ErrorCode::InvalidClient);
    if (form && isKnown)
        note.client = ClientId(form->value(u"client_id").value_or(QString()));
    return {note};
}

AttemptWatch::Notes AttemptWatch::aboutToken(const Request &request, const Principal *,
                                             const Result<Response> &result) const
{
    if (isError(result, ErrorCode::AuthorizationPending) || isError(result, ErrorCode::SlowDown))
        return {}; // a device that waits
    AttemptNote note = noteOf(AttemptStep::Token, result, u"It has its token."_s);
    note.begins = !result;
    const Result<Parameters> form = parametersOf(request);
    if (!form)
        return {note};
    const QString type = form->value(u"grant_type").value_or(QString());
    for (const Grant &grant : kGrants) {
        if (result && type == grant.type) {
            note.detail = QLatin1String(grant.whenOk);
            note.begins = grant.begins;
        }
    }
    // Only who is known has a name: nobody fills the list with made-up ones.
    const Result<ClientCredentials> credentials = credentialsOf(request, *form);
    if (credentials && !isError(result, ErrorCode::InvalidClient))
        note.client = ClientId(credentials->clientId);
    return {note};
}

AttemptWatch::Notes AttemptWatch::aboutCall(const Request &request, const Principal *who,
                                            const Result<Response> &result) const
{
    if (isError(result, ErrorCode::MisdirectedRequest) || isError(result, ErrorCode::OriginRefused))
        return {noteOf(AttemptStep::Discovery, result, {})};
    if (isError(result, ErrorCode::AuthenticationRequired)) {
        return {{.step = AttemptStep::Discovery,
                 .detail = u"It called without a token and was told where to sign in (401)."_s,
                 .resource = resourceAt(request.path)}};
    }
    if (result && request.method != Method::Post)
        return {}; // a stream that it opens beside
    AttemptNote note = noteOf(AttemptStep::FirstCall, result, u"Its first call went through."_s);
    const bool isRefusedToken = isError(result, ErrorCode::InvalidToken);
    if (who) {
        note.client = who->client;
        note.account = who->account;
        note.begins = isRefusedToken; // all else is the daily life of who is connected
        if (isRefusedToken)
            note.detail = u"Its token was made for %1, but it called another address."_s.arg(who->audience);
    } else if (isRefusedToken) {
        note.begins = !isToken(request);
        note.detail = isToken(request) ? u"Its token has run out, was revoked, or is not ours."_s
                                       : u"Its API key is unknown, has ended, or was mistyped."_s;
    }
    note.resource = resourceAt(request.path);
    return {note};
}

} // namespace ostiary::http
