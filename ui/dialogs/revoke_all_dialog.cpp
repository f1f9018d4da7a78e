// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/revoke_all_dialog.h"

#include "models/tables/when_ready.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/parts/labels.h"

#include <QButtonGroup>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

constexpr qsizetype kNamesShown = 8;

} // namespace

RevokeAllDialog::RevokeAllDialog(Admin &admin, const Account *account, const QString &organizationName,
                                 const QString &serverName, QWidget *parent)
    : FormDialog(tr("Revoke everything"),
                 tr("Every key and app is refused from the next request on, open streams end, and whoever is signed in "
                    "is signed out. This cannot be undone."),
                 parent),
      m_admin(admin), m_account(account ? account->id : AccountId()),
      m_organization(account ? account->organization : OrganizationId()), m_serverName(serverName),
      m_scopes(new QWidget), m_scope(new QButtonGroup(this)), m_what(plainLabel()), m_names(quietLabel()),
      m_typing(new QWidget), m_typed(new QLineEdit)
{
    buildScope(account, organizationName);
    addRow(tr("&Of"), m_scopes);
    m_what->setContentsMargins(0, kGrid, 0, 0); // beside its label
    addRow(tr("What stops"), m_what);
    addUnder(m_names);
    auto *column = new QVBoxLayout(m_typing);
    column->setContentsMargins(0, kGrid, 0, 0);
    auto *label = plainLabel(
        tr("&Type %1 to go ahead:").arg(QString(m_serverName).replace(QLatin1Char('&'), QLatin1String("&&"))));
    label->setBuddy(m_typed);
    m_typed->setAccessibleName(tr("Name of the server"));
    column->addWidget(label);
    column->addWidget(m_typed);
    body().addWidget(m_typing);

    QPushButton *keep = addButton(tr("&Cancel"));
    m_goAhead = addButton(tr("&Revoke everything"));
    m_goAhead->setIcon(lineIcon(QStringLiteral("revoke"), Tone::Bad));
    connect(keep, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_goAhead, &QPushButton::clicked, this, &RevokeAllDialog::revoke);
    connect(m_scope, &QButtonGroup::idToggled, this, [this](int, bool isOn) {
        if (isOn)
            look();
    });
    connect(m_typed, &QLineEdit::textChanged, this, &RevokeAllDialog::showWhatIsPossible);
    keep->setDefault(true);
    keep->setFocus();
    setMinimumWidth(64 * kGrid);
    look();
}

void RevokeAllDialog::buildScope(const Account *account, const QString &organizationName)
{
    auto *column = new QVBoxLayout(m_scopes);
    column->setContentsMargins(0, kGrid / 2, 0, 0);
    column->setSpacing(kGrid);
    const auto add = [&](const QString &text, Scope scope) {
        auto *choice = new QRadioButton(QString(text).replace(QLatin1Char('&'), QLatin1String("&&")));
        m_scope->addButton(choice, scope);
        column->addWidget(choice);
    };
    if (account) {
        add(tr("the account %1").arg(account->email), OneAccount);
        if (!m_organization.isEmpty())
            add(tr("everyone in the organization “%1”").arg(organizationName), OneOrganization);
    }
    add(tr("everyone on this server"), Everyone);
    m_scope->buttons().constFirst()->setChecked(true);
    m_scopes->setFocusProxy(m_scope->buttons().constFirst());
}

RevocationTarget RevokeAllDialog::target() const
{
    switch (m_scope->checkedId()) {
    case OneAccount: return {.account = m_account};
    case OneOrganization: return {.organization = m_organization};
    default: return {};
    }
}

void RevokeAllDialog::look()
{
    m_isKnown = false;
    m_what->setText(tr("Looking …"));
    m_names->clear();
    showWhatIsPossible();
    whenReady(this, m_admin.previewRevokeAll(target()), [this, mine = ++m_looks](const Result<Revocation> &preview) {
        if (mine != m_looks)
            return;
        if (!preview) {
            m_what->setText(tr("Not known"));
            return showError(preview.error());
        }
        showPreview(*preview);
    });
}

void RevokeAllDialog::showPreview(const Revocation &preview)
{
    m_isKnown = true;
    m_what->setText(tr("Keys: %1 (%2 of them used in the last 24 hours). Apps signed in: %3. Browsers signed in: %4.")
                        .arg(preview.keys)
                        .arg(preview.keysUsedToday)
                        .arg(preview.grants)
                        .arg(preview.browserSessions));
    const QStringList shown = preview.names.first(std::min(kNamesShown, preview.names.size()));
    const bool isAll = preview.keys + preview.grants <= shown.size();
    m_names->setText(shown.isEmpty() ? QString()
                         : isAll     ? shown.join(QStringLiteral(", "))
                                     : tr("%1 and others").arg(shown.join(QStringLiteral(", "))));
    m_names->setVisible(!shown.isEmpty());
    showWhatIsPossible();
}

void RevokeAllDialog::showWhatIsPossible()
{
    const bool everyone = m_scope->checkedId() == Everyone;
    m_typing->setVisible(everyone);
    m_goAhead->setEnabled(m_isKnown && (!everyone || m_typed->text().trimmed() == m_serverName));
}

void RevokeAllDialog::revoke()
{
    setBusy(true);
    whenReady(this, m_admin.revokeAll(target()), [this](const Result<Revocation> &done) {
        if (!done) {
            showError(done.error());
            return showWhatIsPossible();
        }
        accept();
    });
}

} // namespace ostiary::ui
