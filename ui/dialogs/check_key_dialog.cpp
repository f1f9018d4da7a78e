// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/check_key_dialog.h"

#include "models/tables/limit_words.h"
#include "models/tables/when_ready.h"
#include "ui/look/flat_style.h"
#include "ui/look/words.h"
#include "ui/parts/labels.h"

#include <QAccessible>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

constexpr int kKeyCharactersMax = 4096;

struct Verdict {
    const char *word;
    const char *label;
};

constexpr Verdict kVerdicts[]{
    {"works", QT_TRANSLATE_NOOP("ostiary::ui::CheckKeyDialog", "This key works.")},
    {"typo", QT_TRANSLATE_NOOP("ostiary::ui::CheckKeyDialog", "There is a typing error in this key.")},
    {"malformed", QT_TRANSLATE_NOOP("ostiary::ui::CheckKeyDialog", "This is no key of this server.")},
    {"unknown", QT_TRANSLATE_NOOP("ostiary::ui::CheckKeyDialog", "This key is not known here.")},
    {"disabled", QT_TRANSLATE_NOOP("ostiary::ui::CheckKeyDialog", "This key is switched off.")},
    {"expired", QT_TRANSLATE_NOOP("ostiary::ui::CheckKeyDialog", "This key has expired.")},
    {"revoked", QT_TRANSLATE_NOOP("ostiary::ui::CheckKeyDialog", "This key is revoked.")},
    {"account_disabled", QT_TRANSLATE_NOOP("ostiary::ui::CheckKeyDialog", "The account of this key is disabled.")},
    {"not_a_member",
     QT_TRANSLATE_NOOP("ostiary::ui::CheckKeyDialog", "The account of this key left its organization.")},
};

} // namespace

CheckKeyDialog::CheckKeyDialog(Admin &admin, const Clock &clock, QWidget *parent)
    : FormDialog(tr("Check a key"), tr("Paste a key to see which one it is and whether it works. It is not shown."),
                 parent),
      m_admin(admin), m_clock(clock), m_field(new QLineEdit)
{
    m_field->setEchoMode(QLineEdit::Password);
    m_field->setMaxLength(kKeyCharactersMax);
    m_field->setPlaceholderText(tr("fos_… or fvk_live_…"));
    addRow(tr("API &key"), m_field);
    nameField(QStringLiteral("key"), m_field);
    connect(addButton(tr("Cl&ose")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("&Check")), &QPushButton::clicked, this, &CheckKeyDialog::check);
    setMinimumWidth(60 * kGrid);
    m_field->setFocus();
}

void CheckKeyDialog::check()
{
    QByteArray typed = m_field->text().trimmed().toUtf8();
    Secret secret(typed);
    typed.fill('\0');
    m_field->clear();
    delete std::exchange(m_answer, nullptr);
    if (secret.isEmpty())
        return showError(failField(QStringLiteral("key"), tr("Paste a key first.")).error());
    setBusy(true);
    whenReady(this, m_admin.checkApiKey(std::move(secret)), [this](const Result<KeyCheck> &answer) {
        if (!answer)
            return showError(answer.error());
        setBusy(false);
        showAnswer(*answer);
        m_field->setFocus();
    });
}

void CheckKeyDialog::showAnswer(const KeyCheck &check)
{
    const bool works = check.verdict == QLatin1String("works");
    QString headline = check.verdict;
    for (const Verdict &verdict : kVerdicts) {
        if (check.verdict == QLatin1String(verdict.word))
            headline = tr(verdict.label);
    }
    m_answer = new QWidget;
    auto *column = new QVBoxLayout(m_answer);
    column->setContentsMargins(0, kGrid, 0, 0);
    column->setSpacing(kGrid / 2);
    column->addWidget(toneLine(works ? QStringLiteral("active") : QStringLiteral("warning"), headline,
                               works ? Tone::Good : Tone::Bad));
    column->addWidget(plainLabel(check.detail));
    if (const std::optional<ApiKey> &key = check.key) {
        const QString expires = key->expiresAt ? exactTime(*key->expiresAt) : tr("never");
        const QString limits = limitWords(key->limits, key->budget, m_clock.now());
        column->addWidget(plainLabel(tr("“%1”, %2, of %3").arg(key->name, key->hint, key->accountEmail)));
        column->addWidget(quietLabel(tr("Scopes: %1").arg(key->scopes.join(QStringLiteral(", ")))));
        column->addWidget(quietLabel(tr("Expires: %1").arg(expires)));
        column->addWidget(quietLabel(tr("Limits: %1").arg(limits.isEmpty() ? tr("as its organization") : limits)));
    }
    body().addWidget(m_answer);
    QAccessibleAnnouncementEvent announcement(this, QStringLiteral("%1 %2").arg(headline, check.detail));
    QAccessible::updateAccessibility(&announcement);
}

} // namespace ostiary::ui
