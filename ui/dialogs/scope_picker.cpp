// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/scope_picker.h"

#include "models/tables/when_ready.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/look/words.h"
#include "ui/parts/labels.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QLocale>
#include <QRadioButton>

namespace ostiary::ui {

namespace {

constexpr int kColumns = 3;

/// Whether a scope only looks or changes something too: as an icon and as a word.
struct Mark {
    const char *icon;
    const char *word;
    Tone tone;
};

Mark markOf(ScopeKind kind)
{
    switch (kind) {
    case ScopeKind::Read: return {"eye", QT_TRANSLATE_NOOP("ostiary::ui::ScopePicker", "reads"), Tone::Neutral};
    case ScopeKind::Write: return {"pencil", QT_TRANSLATE_NOOP("ostiary::ui::ScopePicker", "changes"), Tone::Warning};
    case ScopeKind::Act: break;
    }
    return {"gauge", QT_TRANSLATE_NOOP("ostiary::ui::ScopePicker", "runs"), Tone::Warning};
}

} // namespace

ScopePicker::ScopePicker(Admin &admin, QWidget *parent)
    : QWidget(parent), m_everything(new QRadioButton(tr("E&verything"))), m_some(new QRadioButton(tr("&Only these:"))),
      m_details(new QWidget), m_search(new QLineEdit), m_list(new QWidget), m_nothingFound(quietLabel()),
      m_others(new QLineEdit)
{
    auto *grid = new QGridLayout(m_list);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(2 * kGrid);
    grid->setVerticalSpacing(kGrid / 2);
    for (int column = 0; column < kColumns; ++column)
        grid->setColumnStretch(column, 1);
    m_search->setPlaceholderText(tr("Search scopes"));
    m_search->setAccessibleName(tr("Search scopes"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(lineIcon(QStringLiteral("search"), Tone::Neutral), QLineEdit::LeadingPosition);
    m_nothingFound->setText(tr("No scope here is called that. Type it in full below if an upstream has it."));
    m_others->setPlaceholderText(tr("other scopes, with spaces between them"));
    m_others->setAccessibleName(tr("Other scopes"));
    auto *details = new QVBoxLayout(m_details);
    details->setContentsMargins(3 * kGrid, 0, 0, 0);
    details->setSpacing(kGrid);
    for (QWidget *part : {m_list, static_cast<QWidget *>(m_nothingFound), static_cast<QWidget *>(m_others)})
        details->addWidget(part);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, kGrid / 2, 0, 0);
    column->setSpacing(kGrid);
    column->addWidget(m_everything);
    auto *some = new QHBoxLayout;
    some->setSpacing(2 * kGrid);
    some->addWidget(m_some);
    some->addWidget(m_search, 1);
    column->addLayout(some);
    column->addWidget(m_details);
    connect(m_everything, &QRadioButton::toggled, this, &ScopePicker::showChoice);
    connect(m_search, &QLineEdit::textChanged, this, &ScopePicker::showMatches);
    connect(m_others, &QLineEdit::textChanged, this, &ScopePicker::changed);
    m_everything->setChecked(true);
    showMatches();
    setFocusProxy(m_everything);
    // Without the list, scopes can still be typed.
    whenReady(this, admin.scopes({}), [this](const Result<Page<Scope>> &page) {
        if (page)
            offer(page->rows);
    });
}

void ScopePicker::offer(const QList<Scope> &scopes)
{
    const QStringList chosen = this->scopes(); // what was asked for before the list was there
    for (const Scope &scope : scopes)
        buildRow(scope);
    if (!chosen.isEmpty())
        setScopes(chosen);
    showMatches();
}

void ScopePicker::buildRow(const Scope &scope)
{
    const Mark mark = markOf(scope.kind);
    const QString words = wordsIn(scope.words, QLocale().uiLanguages()).text;
    auto *box = new QCheckBox(scope.name);
    box->setToolTip(plainToolTip(words));
    box->setAccessibleDescription(QStringLiteral("%1, %2").arg(words, tr(mark.word)));
    connect(box, &QCheckBox::toggled, this, &ScopePicker::changed);
    setTabOrder(m_known.isEmpty() ? static_cast<QWidget *>(m_search) : m_known.last(), box);
    m_known.append(box);
    auto *line = new QWidget(m_list);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGrid / 2);
    row->addWidget(box);
    row->addStretch(1);
    row->addWidget(new IconLabel(lineIcon(QLatin1String(mark.icon), mark.tone), 16));
    QLabel *word = quietLabel(tr(mark.word));
    word->setWordWrap(false);
    word->setMinimumWidth(word->fontMetrics().horizontalAdvance(tr("changes")));
    row->addWidget(word);
}

QStringList ScopePicker::scopes() const
{
    if (m_everything->isChecked())
        return {QStringLiteral("*")};
    QStringList scopes;
    for (const QCheckBox *box : m_known) {
        if (box->isChecked())
            scopes.append(box->text());
    }
    return scopes + m_others->text().simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

void ScopePicker::setScopes(const QStringList &scopes)
{
    const bool everything = scopes.contains(QStringLiteral("*"));
    QStringList others = scopes;
    for (QCheckBox *box : std::as_const(m_known)) {
        box->setChecked(scopes.contains(box->text()));
        others.removeAll(box->text());
    }
    others.removeAll(QStringLiteral("*"));
    m_others->setText(others.join(QLatin1Char(' ')));
    (everything ? m_everything : m_some)->setChecked(true);
}

void ScopePicker::showMatches()
{
    const QString wanted = m_search->text().trimmed();
    auto *grid = static_cast<QGridLayout *>(m_list->layout());
    int place = 0;
    bool found = false;
    for (QCheckBox *box : std::as_const(m_known)) {
        const bool matches = box->text().contains(wanted, Qt::CaseInsensitive)
            || box->accessibleDescription().contains(wanted, Qt::CaseInsensitive);
        const bool shown = matches || box->isChecked(); // what is chosen never hides
        grid->removeWidget(box->parentWidget());
        box->parentWidget()->setVisible(shown);
        if (shown) {
            grid->addWidget(box->parentWidget(), place / kColumns, place % kColumns);
            ++place;
        }
        found = found || matches;
    }
    m_nothingFound->setVisible(!found && !m_known.isEmpty());
}

void ScopePicker::showChoice()
{
    m_details->setVisible(!m_everything->isChecked());
    m_search->setVisible(!m_everything->isChecked());
    emit changed();
}

} // namespace ostiary::ui
