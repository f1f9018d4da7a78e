// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/edit_key_dialog.h"

#include "models/tables/limit_words.h"
#include "models/tables/when_ready.h"
#include "ui/dialogs/limit_fields.h"
#include "ui/dialogs/scope_picker.h"
#include "ui/look/flat_style.h"
#include "ui/look/words.h"
#include "ui/parts/labels.h"

#include <QLineEdit>
#include <QPushButton>

namespace ostiary::ui {

EditKeyDialog::EditKeyDialog(Admin &admin, const Clock &clock, const ApiKey &key, QWidget *parent)
    : FormDialog(tr("Edit “%1”").arg(key.name),
                 tr("The key %1 of %2 stays the same; what you change holds from its next request on.")
                     .arg(key.hint, key.accountEmail),
                 parent),
      m_admin(admin), m_key(key), m_name(new QLineEdit(key.name)), m_scopes(new ScopePicker(admin)),
      m_everythingWarning(toneLine(QStringLiteral("warning"),
                                   tr("Whoever has this key can do all that its account can."), Tone::Warning)),
      m_networks(new QLineEdit(key.networks.join(QLatin1Char(' ')))),
      m_limits(new LimitFields(tr("as its organization")))
{
    m_name->setMaxLength(100);
    m_scopes->setScopes(key.scopes);
    m_networks->setPlaceholderText(tr("anywhere; or e.g. 192.0.2.0/24 2001:db8::/32"));
    m_limits->set(key.limits, key.budget);

    addRow(tr("&Name"), m_name);
    addRow(tr("&May do"), m_scopes);
    addUnder(m_everythingWarning);
    addRow(tr("Works &from"), m_networks);
    addRow(tr("Limits"), m_limits);
    if (const QString raise = raiseWords(key.limits, clock.now()); !raise.isEmpty())
        addUnder(toneLine(QStringLiteral("gauge"), tr("Raised: %1. It then ends by itself.").arg(raise), Tone::Accent));
    nameField(QStringLiteral("name"), m_name);
    nameField(QStringLiteral("scopes"), m_scopes);
    nameField(QStringLiteral("networks"), m_networks);
    for (const auto &[name, field] : m_limits->fields().asKeyValueRange())
        nameField(name, field);

    const auto warn = [this] { m_everythingWarning->setVisible(m_scopes->scopes().contains(QStringLiteral("*"))); };
    connect(m_scopes, &ScopePicker::changed, this, warn);
    warn();
    connect(addButton(tr("&Cancel")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("&Save")), &QPushButton::clicked, this, &EditKeyDialog::save);
    setMinimumWidth(98 * kGrid);
    m_name->setFocus();
}

Result<ApiKeyChange> EditKeyDialog::change() const
{
    TRY(const Limits limits, m_limits->limits());
    TRY(const Budget budget, m_limits->budget());
    ApiKeyChange change;
    if (const QString name = m_name->text().trimmed(); name != m_key.name)
        change.name = name;
    if (const QStringList scopes = m_scopes->scopes();
        QSet(scopes.begin(), scopes.end()) != QSet(m_key.scopes.begin(), m_key.scopes.end()))
        change.scopes = scopes;
    if (const QStringList networks = networksIn(m_networks->text()); networks != m_key.networks)
        change.networks = networks;
    if (limits != m_key.limits)
        change.limits = limits;
    if (budget != m_key.budget)
        change.budget = budget;
    return change;
}

void EditKeyDialog::save()
{
    const Result<ApiKeyChange> wanted = change();
    if (!wanted)
        return showError(wanted.error());
    setBusy(true);
    whenReady(this, m_admin.changeApiKey(m_key.id, *wanted), [this](const Result<ApiKey> &changed) {
        if (!changed)
            return showError(changed.error());
        accept();
    });
}

} // namespace ostiary::ui
