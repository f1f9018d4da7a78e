// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/config_file.h"

#include "app/config/did_you_mean.h"
#include "app/config/setting_keys.h"
#include "app/config/shell_words.h"
#include "app/config/upstream_setting.h"
#include "models/id.h"

#include <QFile>
#include <QFileInfo>

#include <toml++/toml.hpp>

#include <algorithm>
#include <vector>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kFileBytesMax = 1024 * 1024;

struct Entry {
    QString name;
    const toml::node *node;
    toml::source_position at;
};

/// toml++ sorts by name; people read from top to bottom.
std::vector<Entry> inFileOrder(const toml::table &table)
{
    std::vector<Entry> entries;
    for (const auto &[key, node] : table)
        entries.push_back({QString::fromUtf8(key.str()), &node, key.source().begin});
    std::ranges::sort(entries, [](const Entry &a, const Entry &b) {
        return std::tie(a.at.line, a.at.column) < std::tie(b.at.line, b.at.column);
    });
    return entries;
}

Result<QString> parseOrganization(const QString &text)
{
    if (text.startsWith(QLatin1String(OrganizationId::kPrefix)))
        return text;
    return fail(ErrorCode::InvalidValue,
                u"organization must be the id of one, as \"ostiary organization list\" shows it: org_…"_s);
}

class FileReader
{
public:
    FileReader(const QString &path, Settings &settings) : m_path(path), m_settings(settings) { }

    Result<> read(const toml::table &root)
    {
        // "limits.ai" is the key "ai" of the table [limits].
        QStringList tables;
        QStringList known{u"upstreams"_s};
        for (const SettingKey &key : settingKeys()) {
            const qsizetype dot = key.name.indexOf(u'.');
            if (dot >= 0 && !tables.contains(key.name.first(dot)))
                tables.append(key.name.first(dot));
            if (dot < 0)
                known.append(key.name);
        }
        known.append(tables);
        for (const Entry &entry : inFileOrder(root)) {
            if (tables.contains(entry.name)) {
                CHECK(readTable(entry));
            } else if (entry.name == "upstreams"_L1) {
                CHECK(readUpstreams(entry));
            } else {
                CHECK(readKey(entry, entry.name, known));
            }
        }
        return {};
    }

private:
    [[nodiscard]] std::unexpected<Error> failHere(const Entry &entry, const QString &detail) const
    {
        return failAt(
            u"%1:%2"_s.arg(m_path, QString::number(entry.at.line)),
            Error{
                .code = ErrorCode::InvalidValue, .detail = detail, .field = entry.name, .cause = {}, .retryAfter = {}});
    }

    [[nodiscard]] std::unexpected<Error> failUnknown(const Entry &entry, const QStringList &known) const
    {
        return failHere(entry, u"There is no setting \"%1\" here.%2"_s.arg(entry.name, didYouMean(entry.name, known)));
    }

    [[nodiscard]] Result<const toml::table *> tableOf(const Entry &entry, const QString &form) const
    {
        if (const toml::table *table = entry.node->as_table())
            return table;
        return failHere(entry, u"\"%1\" must be a table, written %2."_s.arg(entry.name, form));
    }

    [[nodiscard]] Result<QStringList> textsOf(const Entry &entry) const
    {
        QStringList texts;
        const toml::array *array = entry.node->as_array();
        for (size_t i = 0; array && i < array->size(); ++i) {
            const auto *text = array->get(i)->as_string();
            if (!text)
                return failHere(entry, u"\"%1\" must be an array of strings."_s.arg(entry.name));
            texts.append(QString::fromStdString(text->get()));
        }
        if (!array)
            return failHere(entry, u"\"%1\" must be an array of strings, written [\"…\"]."_s.arg(entry.name));
        return texts;
    }

    [[nodiscard]] Result<QString> textOf(const Entry &entry, SettingKey::Form form = SettingKey::Form::Text) const
    {
        if (const auto *text = entry.node->as_string())
            return QString::fromStdString(text->get());
        if (const auto *number = entry.node->as_integer(); number && form == SettingKey::Form::TextOrNumber)
            return QString::number(number->get());
        if (const auto *flag = entry.node->as_boolean(); flag && form == SettingKey::Form::Switch)
            return flag->get() ? u"on"_s : u"off"_s;
        return failHere(entry, u"\"%1\" must be a string, written \"…\"."_s.arg(entry.name));
    }

    Result<> readKey(const Entry &entry, const QString &fullName, const QStringList &known)
    {
        const SettingKey *key = findSettingKey(fullName);
        if (!key || !known.contains(entry.name))
            return failUnknown(entry, known);
        QStringList values;
        if (key->form == SettingKey::Form::List) {
            TRY(values, textsOf(entry));
        } else {
            TRY(const QString text, textOf(entry, key->form));
            values.append(text);
        }
        if (const Result<> applied = key->apply(m_settings, values, QFileInfo(m_path).absoluteDir()); !applied)
            return failHere(entry, applied.error().detail);
        return {};
    }

    Result<> readTable(const Entry &group)
    {
        TRY(const toml::table *table, tableOf(group, u"[%1]"_s.arg(group.name)));
        const QString prefix = group.name + u'.';
        QStringList known;
        for (const SettingKey &key : settingKeys()) {
            if (key.name.startsWith(prefix))
                known.append(key.name.sliced(prefix.size()));
        }
        for (const Entry &entry : inFileOrder(*table))
            CHECK(readKey(entry, prefix + entry.name, known));
        return {};
    }

    Result<> readUpstreams(const Entry &upstreams)
    {
        TRY(const toml::table *table, tableOf(upstreams, u"[upstreams.NAME]"_s));
        for (const Entry &entry : inFileOrder(*table)) {
            TRY(const toml::table *members, tableOf(entry, u"[upstreams.%1]"_s.arg(entry.name)));
            TRY(UpstreamSetting upstream, readUpstream(entry, *members));
            m_settings.upstreams.append(std::move(upstream));
        }
        return {};
    }

    Result<UpstreamSetting> readUpstream(const Entry &entry, const toml::table &members)
    {
        std::optional<QString> url;
        std::optional<QStringList> command;
        UpstreamSetting more;
        for (const Entry &member : inFileOrder(members)) {
            if (member.name == "url"_L1) {
                TRY(url, textOf(member));
            } else if (member.name == "command"_L1) {
                TRY(command, commandOf(member));
            } else {
                CHECK(readUpstreamMember(member, more));
            }
        }
        if (url.has_value() == command.has_value()) {
            return failHere(entry,
                            u"The upstream \"%1\" needs either url = \"…\" or command = […]%2."_s.arg(
                                entry.name, url ? u", not both"_s : QString()));
        }
        Result<UpstreamSetting> made
            = url ? makeHttpUpstream(entry.name, *url) : makeStdioUpstream(entry.name, *command);
        if (!made)
            return failHere(entry, made.error().detail);
        if (command && (!more.path.isEmpty() || !more.credentialFile.isEmpty()))
            return failHere(entry, u"path and credential_file go with url = \"…\" only."_s);
        more.name = made->name;
        more.url = made->url;
        more.command = made->command;
        return more;
    }

    Result<> readUpstreamMember(const Entry &member, UpstreamSetting &upstream)
    {
        const auto set = [&](auto &target, auto parse) -> Result<> {
            TRY(const QString text, textOf(member));
            auto value = parse(text);
            if (!value)
                return failHere(member, value.error().detail);
            target = *std::move(value);
            return {};
        };
        if (member.name == "organization"_L1)
            return set(upstream.organization, parseOrganization);
        if (member.name == "path"_L1)
            return set(upstream.path, parseUpstreamPath);
        if (member.name == "class"_L1)
            return set(upstream.limit, parseUpstreamClass);
        if (member.name == "unknown_price"_L1)
            return set(upstream.unknownPriceMicros, parseUnknownPrice);
        if (member.name == "credential_header"_L1)
            return set(upstream.credentialHeader, parseCredentialHeader);
        if (member.name == "credential_file"_L1) {
            return set(upstream.credentialFile, [this](const QString &text) -> Result<QString> {
                return QDir::cleanPath(QFileInfo(m_path).absoluteDir().absoluteFilePath(text));
            });
        }
        return failUnknown(member,
                           {u"url"_s, u"command"_s, u"organization"_s, u"path"_s, u"class"_s, u"unknown_price"_s,
                            u"credential_header"_s, u"credential_file"_s});
    }

    Result<QStringList> commandOf(const Entry &entry) const
    {
        const auto *text = entry.node->as_string();
        if (!text)
            return textsOf(entry);
        Result<QStringList> words = splitShellWords(QString::fromStdString(text->get()));
        if (!words)
            return failHere(entry, words.error().detail);
        return words;
    }

    const QString m_path;
    Settings &m_settings;
};

Result<QByteArray> readBytes(const QString &path)
{
    const auto code = QFileInfo::exists(path) ? ErrorCode::InvalidValue : ErrorCode::NotFound;
    QFile file(path);
    if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly)) {
        return fail(code,
                    u"The configuration file %1 cannot be read: %2."_s.arg(
                        path, QFileInfo(path).isDir() ? u"it is a folder"_s : file.errorString()));
    }
    QByteArray bytes = file.read(kFileBytesMax + 1);
    if (bytes.size() > kFileBytesMax)
        return fail(ErrorCode::InvalidValue, u"The configuration file %1 is larger than 1 MiB."_s.arg(path));
    return bytes;
}

} // namespace

std::unexpected<Error> failAt(const QString &where, const Error &error)
{
    Error placed = error;
    placed.detail = where + u": "_s + error.detail;
    return std::unexpected(placed);
}

Result<> applyConfigFile(const QString &path, Settings &settings)
{
    TRY(const QByteArray bytes, readBytes(path));
    toml::table root;
    try {
        root = toml::parse(std::string_view(bytes.constData(), size_t(bytes.size())));
    } catch (const toml::parse_error &error) {
        const QString where = u"%1:%2:%3"_s.arg(path, QString::number(error.source().begin.line),
                                                QString::number(error.source().begin.column));
        const QString what = QString::fromUtf8(error.description()).simplified();
        return failAt(where,
                      {.code = ErrorCode::InvalidValue,
                       .detail = u"This is not valid TOML: %1."_s.arg(what),
                       .field = {},
                       .cause = {},
                       .retryAfter = {}});
    }
    return FileReader(path, settings).read(root);
}

} // namespace ostiary::app
