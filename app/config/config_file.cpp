// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/config_file.h"

#include "app/config/did_you_mean.h"
#include "app/config/scope_setting.h"
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
        QStringList known{u"scopes"_s, u"upstreams"_s};
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
            } else if (entry.name == "scopes"_L1) {
                CHECK(readScopes(entry));
            } else {
                CHECK(readKey(entry, entry.name, known));
            }
        }
        return {};
    }

private:
    [[nodiscard]] QString whereIs(const Entry &entry) const
    {
        return u"%1:%2"_s.arg(m_path, QString::number(entry.at.line));
    }

    [[nodiscard]] std::unexpected<Error> failHere(const Entry &entry, const QString &detail) const
    {
        return failAt(
            whereIs(entry),
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
            } else if (member.name == "scopes"_L1) {
                TRY(more.scopes, scopesNamedBy(member));
            } else if (member.name == "needs"_L1) {
                TRY(more.needs, readNeeds(member, members.contains("path")));
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
            TRY(target, parsed(member, parse));
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
                            u"credential_header"_s, u"credential_file"_s, u"scopes"_s, u"needs"_s});
    }

    /// What `parse` makes of a string.
    template <typename Parse>
    [[nodiscard]] auto parsed(const Entry &entry, Parse parse) const -> decltype(parse(QString()))
    {
        TRY(const QString text, textOf(entry));
        auto value = parse(text);
        if (!value)
            return failHere(entry, value.error().detail);
        return value;
    }

    Result<> readScopes(const Entry &scopes)
    {
        TRY(const toml::table *table, tableOf(scopes, u"[scopes.\"NAME\"]"_s));
        for (const Entry &entry : inFileOrder(*table)) {
            if (const Result<QString> name = parseScopeName(entry.name); !name)
                return failHere(entry, name.error().detail);
            TRY(const toml::table *members, tableOf(entry, u"[scopes.\"%1\"]"_s.arg(entry.name)));
            TRY(Scope scope, readScope(entry, *members));
            m_settings.scopes.append(std::move(scope));
        }
        return {};
    }

    Result<Scope> readScope(const Entry &entry, const toml::table &members)
    {
        Scope scope{.name = entry.name, .kind = scopeKindOf(entry.name)};
        for (const Entry &member : inFileOrder(members)) {
            if (member.name == "words"_L1) {
                TRY(scope.words, readWords(member));
            } else if (member.name == "kind"_L1) {
                TRY(scope.kind, parsed(member, parseScopeKind));
            } else if (member.name == "implies"_L1) {
                TRY(scope.implies, scopesNamedBy(member));
            } else {
                return failUnknown(member, {u"words"_s, u"kind"_s, u"implies"_s});
            }
        }
        if (scope.words.contains(u"en"_s))
            return scope;
        return failHere(entry,
                        u"The scope \"%1\" needs words for the people who are asked, in English at least: "
                        "words = \"See customers\", or words = { en = \"…\", de = \"…\" }."_s.arg(entry.name));
    }

    Result<WordsByLanguage> readWords(const Entry &entry)
    {
        WordsByLanguage words;
        const toml::table *const languages = entry.node->as_table();
        if (!languages) {
            TRY(words[u"en"_s], parsed(entry, parseScopeWords));
            return words;
        }
        for (const Entry &language : inFileOrder(*languages)) {
            if (const Result<QString> tag = parseLanguage(language.name); !tag)
                return failHere(language, tag.error().detail);
            TRY(words[language.name], parsed(language, parseScopeWords));
        }
        return words;
    }

    /// One scope or a list; whether there are such is judged at the end.
    Result<QStringList> scopesNamedBy(const Entry &entry)
    {
        QStringList scopes;
        if (entry.node->is_string()) {
            TRY(const QString scope, textOf(entry));
            scopes.append(scope);
        } else {
            TRY(scopes, textsOf(entry));
        }
        for (const QString &scope : std::as_const(scopes))
            m_settings.scopeMentions.append({scope, whereIs(entry)});
        return scopes;
    }

    Result<QList<ScopeNeed>> readNeeds(const Entry &needs, bool isApi)
    {
        TRY(const toml::table *table, tableOf(needs, u"[upstreams.NAME.needs]"_s));
        QList<ScopeNeed> list;
        for (const Entry &entry : inFileOrder(*table)) {
            if (const Result<QString> pattern = parseNeedPattern(entry.name, isApi); !pattern)
                return failHere(entry, pattern.error().detail);
            TRY(QStringList scopes, scopesNamedBy(entry));
            list.append({entry.name, std::move(scopes)});
        }
        return list;
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
