// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/upstream/header_policy.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace ostiary::gateway {

namespace {

using Name = QByteArrayView;

// RFC 9110 §7.6.1, and the framing that each hop does anew.
constexpr std::array kHopByHop{
    Name{"connection"},        Name{"keep-alive"},     Name{"te"},     Name{"trailer"},
    Name{"transfer-encoding"}, Name{"upgrade"},        Name{"expect"}, Name{"content-length"},
    Name{"proxy-connection"},  Name{"http2-settings"},
};

// Credentials; what we say ourselves; what a proxy in front of us may say but a client may not.
constexpr std::array kPrivate{
    Name{"authorization"},
    Name{"cookie"},
    Name{"dpop"},
    Name{"x-forgeos-api-key"},
    Name{"x-api-key"},
    Name{"api-key"},
    Name{"x-authorization"},
    Name{"x-access-token"},
    Name{"x-csrf-token"},
    Name{"x-xsrf-token"},
    Name{"host"},
    Name{"origin"},
    Name{"referer"},
    Name{"accept-encoding"},
    Name{"forwarded"},
    Name{"via"},
    Name{"x-request-id"},
    Name{"x-real-ip"},
    Name{"x-client-ip"},
    Name{"true-client-ip"},
    Name{"x-user"},
    Name{"x-http-method-override"},
    Name{"x-http-method"},
    Name{"x-method-override"},
};

// Families of names by which proxies tell servers who somebody is.
constexpr std::array kPrivateFamilies{
    Name{"x-ostiary-"}, Name{"remote-"},     Name{"x-remote-"},        Name{"x-forwarded-"},
    Name{"x-auth-"},    Name{"x-original-"}, Name{"x-authenticated-"}, Name{"x-webauth-"},
    Name{"x-user-"},    Name{"proxy-"},      Name{"sec-fetch-"},       Name{"cf-access-"},
};

// About the upstream, or about a connection or an origin that is not the client's.
constexpr std::array kUpstreamOnly{
    Name{"set-cookie"},
    Name{"set-cookie2"},
    Name{"www-authenticate"},
    Name{"dpop-nonce"},
    Name{"proxy-authenticate"},
    Name{"server"},
    Name{"date"},
    Name{"x-powered-by"},
    Name{"location"},
    Name{"content-location"},
    Name{"refresh"},
    Name{"alt-svc"},
    Name{"strict-transport-security"},
    Name{"clear-site-data"},
    Name{"report-to"},
    Name{"nel"},
    Name{"x-request-id"},
    Name{"via"},
    Name{"authentication-info"},
    Name{"proxy-authentication-info"},
};

constexpr Name kCorsFamily{"access-control-"};

template <size_t Size>
bool contains(const std::array<Name, Size> &names, Name name)
{
    return std::ranges::find(names, name) != names.end();
}

// CGI-like servers read `X_Api_Key` and `X-Api-Key` as one name.
QByteArray plain(const QByteArray &name)
{
    return name.toLower().replace('_', '-');
}

bool mayGoOn(const QByteArray &name)
{
    const QByteArray asServersReadIt = plain(name);
    if (contains(kHopByHop, asServersReadIt) || contains(kPrivate, asServersReadIt))
        return false;
    // A second spelling would name a session other than the one whose owner was checked.
    if (asServersReadIt == "mcp-session-id" && name.contains('_'))
        return false;
    return std::ranges::none_of(kPrivateFamilies, [&](Name family) { return asServersReadIt.startsWith(family); });
}

bool isTokenCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

bool isValueCharacter(char c)
{
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

} // namespace

Headers towardsUpstream(const Call &call)
{
    Headers result;
    result.reserve(call.headers.size() + 4);
    for (const auto &[name, value] : call.headers) {
        if (mayGoOn(name) && std::ranges::all_of(name, isTokenCharacter)
            && std::ranges::all_of(value, isValueCharacter))
            result.add(name, value);
    }
    result.add("Accept-Encoding", "identity"); // bytes pass untouched, so nothing here unpacks them
    result.add("X-Ostiary-Account", call.caller.account.text().toUtf8());
    result.add("X-Ostiary-Credential", call.caller.credentialId.toUtf8());
    if (!call.requestId.isEmpty())
        result.add("X-Request-Id", call.requestId);
    return result;
}

Headers towardsClient(const Headers &fields)
{
    Headers result;
    result.reserve(fields.size() + 2);
    for (const auto &[name, value] : fields) {
        const QByteArray lower = name.toLower();
        if (!contains(kHopByHop, lower) && !contains(kUpstreamOnly, lower) && !lower.startsWith(kCorsFamily))
            result.add(name, value);
    }
    return result;
}

std::optional<Headers::Field> parseField(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon < 1)
        return std::nullopt;
    const QByteArrayView name = line.first(colon);
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    if (!std::ranges::all_of(name, isTokenCharacter) || !std::ranges::all_of(value, isValueCharacter))
        return std::nullopt;
    return Headers::Field{name.toByteArray(), value.toByteArray()};
}

} // namespace ostiary::gateway
