// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>

// As much of HTML as our own pages use: what a browser would mend in silence, and what a screen reader would miss.

namespace ostiary::http {

using namespace Qt::StringLiterals;

struct HtmlTag {
    QString name; ///< "input"; "/form" for an end
    QMap<QString, QString> attributes;
    bool closed = false; ///< ends itself, as in SVG
    bool twice = false; ///< an attribute stands there twice
};

inline QList<HtmlTag> htmlTags(const QString &page)
{
    static const QRegularExpression kTag(u"<(/?[a-z][a-z0-9]*)((?:\\s+[a-zA-Z:-]+(?:=\"[^\"<]*\")?)*)\\s*(/?)>"_s);
    static const QRegularExpression kAttribute(u"([a-zA-Z:-]+)(?:=\"([^\"]*)\")?"_s);
    QList<HtmlTag> tags;
    for (const auto &match : kTag.globalMatch(page)) {
        HtmlTag tag{match.captured(1), {}, !match.captured(3).isEmpty(), false};
        for (const auto &attribute : kAttribute.globalMatch(match.captured(2))) {
            tag.twice |= tag.attributes.contains(attribute.captured(1));
            tag.attributes.insert(attribute.captured(1), attribute.captured(2));
        }
        tags += tag;
    }
    return tags;
}

/// What is wrong with a page's form, each as a sentence; empty: nothing that we look for.
class HtmlCheck
{
public:
    explicit HtmlCheck(const QString &page) : m_tags(htmlTags(page))
    {
        // A "<" that begins none of the tags would be a tag that we do not understand.
        const qsizetype begun = page.count(u'<') - page.count(u"<!doctype"_s);
        if (begun != m_tags.size())
            m_problems += u"%1 tags begin, %2 are well-formed"_s.arg(begun).arg(m_tags.size());
        for (const HtmlTag &tag : m_tags)
            take(tag);
        for (const QString &left : std::as_const(m_open))
            m_problems += u"<%1> is not closed"_s.arg(left);
        for (const QString &target : std::as_const(m_targets)) {
            if (!m_ids.contains(target))
                m_problems += u"nothing has the id %1"_s.arg(target);
        }
        for (const QString &field : std::as_const(m_unlabelled)) {
            if (!m_labelled.contains(field))
                m_problems += u"the field %1 has no label"_s.arg(field);
        }
        if (m_mainHeadings != 1)
            m_problems += u"there are %1 <h1>"_s.arg(m_mainHeadings);
        if (m_focused > 1)
            m_problems += u"%1 fields want the focus"_s.arg(m_focused);
    }

    [[nodiscard]] QStringList problems() const { return m_problems; }

private:
    void take(const HtmlTag &tag)
    {
        static const QSet<QString> kVoid{u"meta"_s, u"link"_s, u"img"_s, u"input"_s, u"br"_s};
        if (tag.name.startsWith(u'/')) {
            const QString name = tag.name.sliced(1);
            if (m_open.isEmpty() || m_open.takeLast() != name)
                m_problems += u"</%1> closes something else"_s.arg(name);
            return;
        }
        if (tag.twice)
            m_problems += u"<%1> has an attribute twice"_s.arg(tag.name);
        checkPlace(tag);
        checkIds(tag);
        checkField(tag);
        checkHeading(tag);
        if (!tag.closed && !kVoid.contains(tag.name))
            m_open += tag.name;
    }

    void checkPlace(const HtmlTag &tag)
    {
        static const QSet<QString> kBlocks{u"p"_s,  u"div"_s,     u"form"_s,    u"ul"_s,  u"ol"_s,
                                           u"dl"_s, u"table"_s,   u"details"_s, u"pre"_s, u"h2"_s,
                                           u"h3"_s, u"section"_s, u"fieldset"_s};
        if (kBlocks.contains(tag.name) && m_open.contains(u"p"_s))
            m_problems += u"<%1> stands in a paragraph"_s.arg(tag.name);
        if (tag.name == u"form" && m_open.contains(u"form"_s))
            m_problems += u"a form stands in a form"_s;
        if (tag.name == u"form" && tag.attributes.value(u"method"_s) != u"post")
            m_problems += u"a form is not sent by POST"_s;
        if (tag.name == u"button" && !tag.attributes.contains(u"type"_s))
            m_problems += u"a button has no type"_s;
        if (tag.name == u"th" && !tag.attributes.contains(u"scope"_s))
            m_problems += u"a table's heading has no scope"_s;
    }

    void checkIds(const HtmlTag &tag)
    {
        const QString id = tag.attributes.value(u"id"_s);
        if (tag.attributes.contains(u"id"_s) && (id.isEmpty() || m_ids.contains(id)))
            m_problems += u"the id \"%1\" is empty or there twice"_s.arg(id);
        m_ids.insert(id);
        for (const char *name : {"for", "aria-describedby", "aria-labelledby", "data-copy"})
            m_targets += tag.attributes.value(QLatin1StringView(name)).split(u' ', Qt::SkipEmptyParts);
        m_labelled.insert(tag.attributes.value(u"for"_s));
        if (tag.attributes.contains(u"autofocus"_s))
            ++m_focused;
    }

    void checkField(const HtmlTag &tag)
    {
        const bool unseen = tag.attributes.value(u"type"_s) == u"hidden" || tag.attributes.contains(u"hidden"_s);
        if (!QSet<QString>{u"input"_s, u"select"_s, u"textarea"_s}.contains(tag.name) || unseen)
            return;
        if (!m_open.contains(u"label"_s))
            m_unlabelled += tag.attributes.value(u"id"_s);
        if (tag.attributes.contains(u"aria-invalid"_s) && !tag.attributes.contains(u"aria-describedby"_s))
            m_problems += u"the field %1 is wrong, and does not say why"_s.arg(tag.attributes.value(u"id"_s));
    }

    void checkHeading(const HtmlTag &tag)
    {
        static const QRegularExpression kHeading(u"\\Ah([1-6])\\z"_s);
        const auto match = kHeading.match(tag.name);
        if (!match.hasMatch())
            return;
        const int level = match.captured(1).toInt();
        if (level > m_level + 1)
            m_problems += u"<h%1> follows <h%2>"_s.arg(level).arg(m_level);
        m_level = level;
        m_mainHeadings += level == 1;
    }

    QList<HtmlTag> m_tags;
    QStringList m_problems;
    QStringList m_open;
    QSet<QString> m_ids;
    QStringList m_targets;
    QSet<QString> m_labelled;
    QStringList m_unlabelled;
    int m_level = 0;
    int m_mainHeadings = 0;
    int m_focused = 0;
};

/// Each form with its fields, in order, once: "/logout: csrf"; a script's form by its data-passkey.
inline QStringList forms(const QString &page)
{
    QStringList found;
    bool inside = false;
    for (const HtmlTag &tag : htmlTags(page)) {
        if (tag.name == u"form") {
            const QString action = tag.attributes.value(u"action"_s);
            found += (action.isEmpty() ? tag.attributes.value(u"data-passkey"_s) : action) + u':';
            inside = true;
        } else if (tag.name == u"/form") {
            inside = false;
        } else if (const QString name = tag.attributes.value(u"name"_s); inside && !name.isEmpty()
                   && QSet<QString>{u"input"_s, u"select"_s, u"textarea"_s, u"button"_s}.contains(tag.name)) {
            if (!found.last().endsWith(u' ' + name)) // a group of choices counts once
                found.last() += u' ' + name;
        }
    }
    found.removeDuplicates();
    return found;
}

} // namespace ostiary::http
