// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/approval/scope_choice.h"

#include "ui/look/flat_style.h"
#include "ui/look/words.h"
#include "ui/parts/labels.h"

#include <QCheckBox>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

constexpr int kMostHeight = 26 * kGrid;
constexpr int kMostWidth = 32 * kGrid;

// Whoever runs the server chooses these words: no mnemonics, and no wider than the card.
void setWords(QCheckBox &box, const QString &words)
{
    const QString shown = box.fontMetrics().elidedText(words, Qt::ElideRight, kMostWidth);
    box.setText(QString(shown).replace(QLatin1Char('&'), QLatin1String("&&")));
    box.setAccessibleName(words);
}

} // namespace

ScopeChoice::ScopeChoice(QWidget *parent) : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus); // the boxes have it
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("What it may do"));
}

void ScopeChoice::show(const Approval &approval)
{
    m_scopes = approval.scopes;
    m_boxes.clear();
    auto *list = new QWidget;
    list->setAutoFillBackground(false);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGrid / 2);
    const bool isPending = approval.state == ApprovalState::Pending;
    for (const QString &scope : std::as_const(m_scopes)) {
        auto *box = new QCheckBox;
        box->setToolTip(plainToolTip(scope));
        box->setChecked(isPending || approval.state != ApprovalState::Approved
                        || approval.choice.scopes.contains(scope));
        box->setEnabled(isPending);
        connect(box, &QCheckBox::toggled, this, &ScopeChoice::changed);
        m_boxes.append(box);
        column->addWidget(box);
    }
    if (m_boxes.isEmpty())
        column->addWidget(plainLabel(tr("Only sign in")));
    showWords();
    setWidget(list);
    list->setAutoFillBackground(false);
    fit();
}

void ScopeChoice::setKnown(const QList<Scope> &known)
{
    m_known = known;
    showWords();
}

void ScopeChoice::showWords()
{
    for (qsizetype i = 0; i < m_boxes.size(); ++i)
        setWords(*m_boxes[i], scopeWords(m_scopes[i], m_known));
}

QStringList ScopeChoice::chosen() const
{
    QStringList scopes;
    for (qsizetype i = 0; i < m_boxes.size(); ++i) {
        if (m_boxes[i]->isChecked())
            scopes.append(m_scopes[i]);
    }
    return scopes;
}

void ScopeChoice::fit()
{
    setFixedHeight(std::min(widget()->sizeHint().height(), kMostHeight));
}

} // namespace ostiary::ui
