// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/client_table.h"

namespace ostiary {

namespace {

/// RFC 7591 §2 `token_endpoint_auth_method`, in words.
QString authentication(const OAuthClient &client)
{
    if (client.tokenEndpointAuthMethod == QLatin1String("none"))
        return ClientTable::tr("Public (PKCE)");
    return client.tokenEndpointAuthMethod == QLatin1String("private_key_jwt") ? ClientTable::tr("Signature")
                                                                              : ClientTable::tr("Secret");
}

} // namespace

const ClientTable::Columns &ClientTable::columns()
{
    static const Columns kColumns{
        {QT_TR_NOOP("Calls itself"), ColumnKind::Text, [](const OAuthClient &c, Time) { return c.name; }, 17},
        {QT_TR_NOOP("Sends people to"), ColumnKind::Tags, [](const OAuthClient &c, Time) { return c.redirectUris; },
         37},
        {QT_TR_NOOP("Proves itself by"), ColumnKind::Text, [](const OAuthClient &c, Time) { return authentication(c); },
         14},
        {QT_TR_NOOP("Registrations"), ColumnKind::Text,
         [](const OAuthClient &c, Time) { return QString::number(c.registrations); }, 8},
        {QT_TR_NOOP("Last used"), ColumnKind::Moment, [](const OAuthClient &c, Time) { return moment(c.lastUsedAt); },
         11},
        {QT_TR_NOOP("Registered"), ColumnKind::Moment, [](const OAuthClient &c, Time) { return moment(c.createdAt); },
         14},
        {QT_TR_NOOP("Client id"), ColumnKind::Code, [](const OAuthClient &c, Time) { return c.id.text(); }, 22},
    };
    return kColumns;
}

ClientTable::ClientTable(Admin &admin, const Clock &clock, QObject *parent)
    : RecordTableModel(columns(), admin, clock, Table::OAuthClients, parent)
{
}

QFuture<Result<Page<OAuthClient>>> ClientTable::fetch(PageRequest page)
{
    return admin().clients(page);
}

} // namespace ostiary
