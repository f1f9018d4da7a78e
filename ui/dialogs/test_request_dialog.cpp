// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/test_request_dialog.h"

#include "models/tables/when_ready.h"
#include "ui/look/flat_style.h"
#include "ui/parts/labels.h"

#include <QAccessible>
#include <QGridLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

struct Look {
    const char *icon;
    Tone tone;
    const char *word;
};
// In the order of the enumerators.
constexpr Look kLooks[]{
    {"active", Tone::Good, QT_TRANSLATE_NOOP("ostiary::ui::TestRequestDialog", "accepted")},
    {"warning", Tone::Warning, QT_TRANSLATE_NOOP("ostiary::ui::TestRequestDialog", "accepted, but")},
    {"revoke", Tone::Bad, QT_TRANSLATE_NOOP("ostiary::ui::TestRequestDialog", "refused")},
};

} // namespace

TestRequestDialog::TestRequestDialog(Admin &admin, QWidget *parent)
    : FormDialog(tr("Test an authorization request"),
                 tr("Paste the address that the client opened in the browser. You see line by line what is accepted; "
                    "nothing is let in by that."),
                 parent),
      m_admin(admin), m_field(new QPlainTextEdit), m_answer(new QScrollArea)
{
    m_field->setTabChangesFocus(true);
    m_field->setFixedHeight(10 * kGrid);
    m_field->setPlaceholderText(tr("https://…/authorize?client_id=…"));
    addRow(tr("&Address"), m_field);
    nameField(QStringLiteral("url"), m_field);
    m_answer->setWidgetResizable(true);
    m_answer->setFrameShape(QFrame::NoFrame);
    m_answer->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_answer->setFixedHeight(44 * kGrid);
    m_answer->setAccessibleName(tr("What is accepted"));
    m_answer->hide();
    body().addWidget(m_answer);
    connect(addButton(tr("Cl&ose")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("&Test")), &QPushButton::clicked, this, &TestRequestDialog::test);
    setMinimumWidth(80 * kGrid);
    m_field->setFocus();
}

void TestRequestDialog::test()
{
    m_answer->hide();
    setBusy(true);
    whenReady(this, m_admin.checkAuthorizeUrl(m_field->toPlainText()), [this](const Result<AuthorizeReport> &report) {
        if (!report)
            return showError(report.error());
        setBusy(false);
        showReport(*report);
        m_field->setFocus();
    });
}

void TestRequestDialog::showReport(const AuthorizeReport &report)
{
    const bool accepted = report.isAccepted();
    auto *content = new QWidget;
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(0, kGrid, kGrid, 0);
    grid->setHorizontalSpacing(2 * kGrid);
    grid->setVerticalSpacing(kGrid);
    grid->setColumnStretch(2, 1);
    const QString verdict = accepted ? tr("This request is accepted.") : tr("This request is refused.");
    grid->addWidget(toneLine(accepted ? QStringLiteral("active") : QStringLiteral("warning"), verdict,
                             accepted ? Tone::Good : Tone::Bad),
                    0, 0, 1, 3);
    grid->addWidget(plainLabel(report.outcome), 1, 0, 1, 3);
    for (const AuthorizeLine &line : report.lines) {
        const Look &look = kLooks[size_t(line.verdict)];
        const int row = grid->rowCount();
        QLabel *what = plainLabel(line.what);
        what->setWordWrap(false);
        what->setFont(monospaceFont());
        QWidget *tone = toneLine(QLatin1String(look.icon), tr(look.word), look.tone);
        tone->setMinimumWidth(15 * kGrid);
        QLabel *why = plainLabel(line.value.isEmpty() ? line.sentence
                                                      : QStringLiteral("%1\n%2").arg(line.sentence, line.value));
        why->setMinimumWidth(0);
        grid->addWidget(what, row, 0, Qt::AlignTop);
        grid->addWidget(tone, row, 1, Qt::AlignTop);
        grid->addWidget(why, row, 2, Qt::AlignTop);
    }
    grid->setRowStretch(grid->rowCount(), 1);
    m_answer->setWidget(content);
    m_answer->show();
    QAccessibleAnnouncementEvent announcement(this, QStringLiteral("%1 %2").arg(verdict, report.outcome));
    QAccessible::updateAccessibility(&announcement);
}

} // namespace ostiary::ui
