// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/create_key_dialog.h"

#include "models/tables/when_ready.h"
#include "ui/dialogs/limit_fields.h"
#include "ui/dialogs/scope_picker.h"
#include "ui/look/flat_style.h"
#include "ui/look/words.h"
#include "ui/parts/disclosure.h"
#include "ui/parts/labels.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>

namespace ostiary::ui {

namespace {

struct Expiry {
    const char *label;
    int days; ///< 0: none
};

constexpr Expiry kExpiries[]{
    {QT_TRANSLATE_NOOP("ostiary::ui::CreateKeyDialog", "&7 days"), 7},
    {QT_TRANSLATE_NOOP("ostiary::ui::CreateKeyDialog", "&30 days"), 30},
    {QT_TRANSLATE_NOOP("ostiary::ui::CreateKeyDialog", "&90 days"), 90},
    {QT_TRANSLATE_NOOP("ostiary::ui::CreateKeyDialog", "N&ever"), 0},
};
constexpr int kUsualDays = 90;

struct Kind {
    const char *label;
    KeyKind kind;
};

constexpr Kind kKinds[]{
    {QT_TRANSLATE_NOOP("ostiary::ui::CreateKeyDialog", "fos_…  for programs and CI (X-ForgeOS-API-Key)"), KeyKind::Fos},
    {QT_TRANSLATE_NOOP("ostiary::ui::CreateKeyDialog", "fvk_live_…  for MCP clients (Authorization: Bearer)"),
     KeyKind::Fvk},
};

} // namespace

CreateKeyDialog::CreateKeyDialog(Admin &admin, const Clock &clock, QAbstractItemModel &accounts, QWidget *parent)
    : FormDialog(tr("New API key"), tr("A key lets one program in, as its account. Give each program its own."),
                 parent),
      m_admin(admin), m_clock(clock), m_account(new QComboBox), m_kind(new QComboBox), m_name(new QLineEdit),
      m_scopes(new ScopePicker(admin)), m_expiryRow(new QWidget), m_expiry(new QButtonGroup(this)),
      m_networks(new QLineEdit), m_limits(new LimitFields(tr("as its organization"))),
      m_limitsPart(new Disclosure(tr("&Limits and budget"), m_limits)),
      m_everythingWarning(toneLine(QStringLiteral("warning"),
                                   tr("Whoever has this key can do all that its account can."), Tone::Warning)),
      m_endlessWarning(toneLine(QStringLiteral("warning"),
                                tr("A lost key without an end works until somebody revokes it."), Tone::Warning))
{
    m_account->setModel(&accounts);
    m_account->setCurrentIndex(0);
    for (const Kind &entry : kKinds)
        m_kind->addItem(tr(entry.label), int(entry.kind));
    m_name->setPlaceholderText(tr("e.g. build server"));
    m_name->setMaxLength(100);
    m_networks->setPlaceholderText(tr("anywhere; or e.g. 192.0.2.0/24 2001:db8::/32"));
    buildExpiry();

    addRow(tr("&Name"), m_name);
    addRow(tr("A&ccount"), m_account);
    addRow(tr("&Kind"), m_kind);
    addRow(tr("&May do"), m_scopes);
    addUnder(m_everythingWarning);
    addRow(tr("E&xpires after"), m_expiryRow);
    addUnder(m_endlessWarning);
    addRow(tr("Works &from"), m_networks);
    addUnder(m_limitsPart);
    nameField(QStringLiteral("name"), m_name);
    nameField(QStringLiteral("scopes"), m_scopes);
    nameField(QStringLiteral("expires_at"), m_expiryRow);
    nameField(QStringLiteral("networks"), m_networks);
    for (const auto &[name, field] : m_limits->fields().asKeyValueRange())
        nameField(name, field);

    connect(addButton(tr("&Cancel")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("Create &key")), &QPushButton::clicked, this, &CreateKeyDialog::create);
    connect(m_scopes, &ScopePicker::changed, this, &CreateKeyDialog::showWarnings);
    connect(m_expiry, &QButtonGroup::idToggled, this, &CreateKeyDialog::showWarnings);
    showWarnings();
    setMinimumWidth(98 * kGrid);
    m_name->setFocus();
}

void CreateKeyDialog::buildExpiry()
{
    auto *row = new QHBoxLayout(m_expiryRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * kGrid);
    for (const Expiry &entry : kExpiries) {
        auto *choice = new QRadioButton(tr(entry.label));
        choice->setMinimumHeight(4 * kGrid);
        m_expiry->addButton(choice, entry.days);
        row->addWidget(choice);
    }
    row->addStretch(1);
    m_expiry->button(kUsualDays)->setChecked(true);
    m_expiryRow->setFocusProxy(m_expiry->button(kUsualDays));
}

void CreateKeyDialog::showWarnings()
{
    m_everythingWarning->setVisible(m_scopes->scopes().contains(QStringLiteral("*")));
    m_endlessWarning->setVisible(m_expiry->checkedId() == 0);
}

std::optional<Time> CreateKeyDialog::expiry() const
{
    const int days = m_expiry->checkedId();
    return days > 0 ? std::optional<Time>(m_clock.now() + std::chrono::days(days)) : std::nullopt;
}

void CreateKeyDialog::create()
{
    const Result<Limits> limits = m_limits->limits();
    const Result<Budget> budget = m_limits->budget();
    if (!limits || !budget)
        return showError(limits ? budget.error() : limits.error());
    setBusy(true);
    NewApiKey key;
    key.networks = networksIn(m_networks->text());
    key.limits = *limits;
    key.budget = *budget;
    key.accountEmail = m_account->currentText();
    key.kind = KeyKind(m_kind->currentData().toInt());
    key.name = m_name->text().trimmed();
    key.scopes = m_scopes->scopes();
    key.expiresAt = expiry();
    whenReady(this, m_admin.createApiKey(key), [this](const Result<CreatedApiKey> &answer) {
        if (!answer)
            return showError(answer.error());
        emit created(*answer);
        accept();
    });
}

} // namespace ostiary::ui
