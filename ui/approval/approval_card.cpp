// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/approval/approval_card.h"

#include "models/tables/states.h"
#include "models/tables/when_ready.h"
#include "ui/approval/scope_choice.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/look/words.h"
#include "ui/parts/banner.h"
#include "ui/parts/labels.h"

#include <QComboBox>
#include <QGridLayout>
#include <QPushButton>

namespace ostiary::ui {

namespace {

QFont bold(QFont font)
{
    font.setWeight(QFont::Bold);
    return font;
}

QString redirectNote(const RedirectTarget &target)
{
    if (target.isDevice)
        return ApprovalCard::tr("Nobody is sent anywhere. Approve only if you hold that device.");
    if (target.isLoopback)
        return ApprovalCard::tr("An app on this computer.");
    if (target.isApp)
        return ApprovalCard::tr("An app that registered itself for this kind of link.");
    return ApprovalCard::tr("A web site. Approve only if you know it.");
}

} // namespace

ApprovalCard::ApprovalCard(Admin &admin, const Clock &clock, QWidget *parent)
    : QFrame(parent), m_admin(admin), m_clock(clock), m_facts(new QGridLayout), m_banner(new Banner)
{
    m_arming.setSingleShot(true);
    m_arming.setInterval(kArming);
    connect(&m_arming, &QTimer::timeout, this, &ApprovalCard::tick);
    connect(&m_second, &QTimer::timeout, this, &ApprovalCard::tick);
    m_second.start(std::chrono::seconds(1));
    setFocusPolicy(Qt::StrongFocus); // where the focus rests while nothing is decided: keys do nothing here
    setAccessibleName(tr("Consent"));
    build();
    whenReady(this, admin.scopes({}),
              [this](const Result<Page<Scope>> &page) { m_scopes->setKnown(page ? page->rows : QList<Scope>()); });
}

void ApprovalCard::build()
{
    m_client = titleLabel({});
    m_facts->setHorizontalSpacing(2 * kGrid);
    m_facts->setVerticalSpacing(kGrid + kGrid / 2);
    m_facts->setColumnStretch(1, 1);
    m_redirect = addFact(tr("Sends you to"));
    m_redirect->setFont(bold(m_redirect->font()));
    m_redirectNote = quietLabel();
    auto *redirect = new QVBoxLayout;
    redirect->setSpacing(2);
    m_facts->removeWidget(m_redirect);
    redirect->addWidget(m_redirect);
    redirect->addWidget(m_redirectNote);
    m_facts->addLayout(redirect, m_facts->rowCount() - 1, 1);
    m_account = addFact(tr("Acts as"));
    m_people = new QComboBox;
    m_people->setAccessibleName(tr("As whom it gets in"));
    auto *account = new QVBoxLayout;
    account->setSpacing(kGrid / 2);
    m_facts->removeWidget(m_account);
    account->addWidget(m_people);
    account->addWidget(m_account);
    m_facts->addLayout(account, m_facts->rowCount() - 1, 1);
    m_resource = addFact(tr("Reaches"));
    m_scopes = new ScopeChoice;
    addFact(tr("May"), m_scopes);
    m_lifetime = new QComboBox;
    addFact(tr("For"), m_lifetime);
    m_expires = addFact(tr("Time left"));
    m_expires->setFont(tabular(m_expires->font()));

    m_code = plainLabel();
    QFont codeFont = monospaceFont();
    codeFont.setPointSizeF(codeFont.pointSizeF() * 2.2);
    codeFont.setWeight(QFont::DemiBold);
    codeFont.setLetterSpacing(QFont::AbsoluteSpacing, kGrid);
    m_code->setFont(codeFont);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * kGrid, 2 * kGrid, 3 * kGrid, 2 * kGrid);
    column->setSpacing(kGrid);
    column->addWidget(m_client);
    column->addWidget(toneLine(QStringLiteral("warning"), tr("Unverified: it gave itself this name."), Tone::Warning));
    column->addSpacing(kGrid);
    column->addLayout(m_facts);
    m_nothing = quietLabel(tr("Nothing is ticked. To allow nothing, deny it."));
    m_nothing->hide();
    column->addWidget(m_nothing);
    column->addSpacing(kGrid);
    column->addWidget(m_code);
    column->addWidget(quietLabel(tr("The page that waits in the browser must show the same code.")));
    column->addWidget(m_banner);
    column->addStretch(1);
    buildButtons();
    connect(m_scopes, &ScopeChoice::changed, this, &ApprovalCard::tick);
}

void ApprovalCard::buildButtons()
{
    // Alike on purpose: denying must be as easy to see as approving.
    m_deny = new QPushButton(lineIcon(QStringLiteral("cross"), Tone::Bad), tr("&Deny"));
    m_approve = new QPushButton(lineIcon(QStringLiteral("check"), Tone::Good), tr("&Approve"));
    auto *row = new QHBoxLayout;
    row->setSpacing(kGrid);
    for (QPushButton *button : {m_deny, m_approve}) {
        button->setAutoDefault(false);
        button->setMinimumHeight(5 * kGrid);
        row->addWidget(button, 1);
    }
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_deny, &QPushButton::clicked, this, &ApprovalCard::deny);
    connect(m_approve, &QPushButton::clicked, this, &ApprovalCard::approve);
}

QLabel *ApprovalCard::addFact(const QString &name)
{
    QLabel *value = plainLabel();
    addFact(name, value);
    return value;
}

void ApprovalCard::addFact(const QString &name, QWidget *value)
{
    const int row = m_facts->rowCount();
    QLabel *label = quietLabel(name);
    label->setWordWrap(false);
    label->setBuddy(value);
    m_facts->addWidget(label, row, 0, Qt::AlignTop);
    m_facts->addWidget(value, row, 1);
}

// The server says how long at most; shorter ones are for whoever only tries something out.
void ApprovalCard::showChoice()
{
    m_scopes->show(m_approval);
    m_lifetime->clear();
    m_lifetime->setAccessibleName(tr("How long it may"));
    m_lifetime->addItem(tr("90 days, or until you end it"));
    for (const std::chrono::seconds offered : kShortLifetimes)
        m_lifetime->insertItem(m_lifetime->count() - 1, lifetimeWords(offered), qint64(offered.count()));
    const std::optional<std::chrono::seconds> chosen = m_approval.choice.lifetime;
    const int at = chosen ? m_lifetime->findData(qint64(chosen->count())) : m_lifetime->count() - 1;
    if (at < 0)
        m_lifetime->addItem(lifetimeWords(*chosen));
    m_lifetime->setCurrentIndex(at < 0 ? m_lifetime->count() - 1 : at);
}

void ApprovalCard::showAccount()
{
    const bool isSignedIn = !m_approval.account.isEmpty() || m_approval.state != ApprovalState::Pending;
    m_account->setText(isSignedIn
                           ? m_approval.accountEmail
                           : tr("A browser on this computer that is not signed in. You say as whom the app gets in."));
    m_people->setVisible(!isSignedIn);
    m_people->clear();
    if (!isSignedIn)
        askForPeople();
}

// Administrators first: on a computer of one's own, that is oneself.
void ApprovalCard::askForPeople()
{
    constexpr int kMost = 200;
    whenReady(this, m_admin.accounts({.limit = kMost, .cursor = {}}),
              [this, id = m_approval.id](const Result<Page<Account>> &page) {
                  if (id != m_approval.id || !page)
                      return;
                  QList<Account> people = page->rows;
                  people.removeIf(
                      [](const Account &each) { return each.kind != AccountKind::Person || each.disabledAt; });
                  std::ranges::stable_sort(people, [](const Account &a, const Account &b) {
                      return std::pair(!a.isAdmin, a.createdAt) < std::pair(!b.isAdmin, b.createdAt);
                  });
                  m_people->clear();
                  for (const Account &each : std::as_const(people))
                      m_people->addItem(each.email);
                  tick();
              });
}

ApprovalChoice ApprovalCard::choice() const
{
    const QVariant lifetime = m_lifetime->currentData();
    return {.scopes = m_scopes->chosen(),
            .lifetime = lifetime.isValid() ? std::optional(std::chrono::seconds(lifetime.toLongLong())) : std::nullopt,
            .accountEmail = m_approval.account.isEmpty() ? m_people->currentText() : QString()};
}

void ApprovalCard::show(const Approval &approval)
{
    const bool isOther = approval.id != m_approval.id;
    const bool isNew = isOther || approval.state != m_approval.state;
    m_approval = approval;
    const RedirectTarget target = redirectTarget(approval.redirectUri);
    m_client->setText(approval.clientName.isEmpty() ? tr("A client without a name") : approval.clientName);
    m_redirect->setText(target.host);
    m_redirect->setToolTip(plainToolTip(approval.redirectUri));
    m_redirectNote->setText(redirectNote(target));
    m_resource->setText(approval.resource);
    if (isNew) {
        showChoice();
        showAccount();
    }
    m_code->setText(approval.matchCode);
    m_code->setAccessibleName(tr("Code %1").arg(approval.matchCode));
    setAccessibleDescription(approval.account.isEmpty()
                                 ? tr("%1 asks for access at a browser that is not signed in, and sends it to %2.")
                                       .arg(m_client->text(), target.host)
                                 : tr("%1 asks to act as %2 and sends you to %3.")
                                       .arg(m_client->text(), approval.accountEmail, target.host));
    if (isOther) {
        m_busy = false;
        m_banner->clear();
        arm();
    }
    tick();
}

void ApprovalCard::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    arm();
    tick();
}

void ApprovalCard::arm()
{
    m_arming.start();
}

bool ApprovalCard::canDecide() const
{
    return !m_busy && stateWord(m_approval, m_clock.now()) == QLatin1String("pending");
}

bool ApprovalCard::isArmed() const
{
    return canDecide() && !m_arming.isActive() && m_scopes->isGood();
}

void ApprovalCard::tick()
{
    const QString state = stateWord(m_approval, m_clock.now());
    const bool waiting = state == QLatin1String("pending");
    m_expires->setText(waiting ? countdown(m_approval.expiresAt, m_clock.now()) : stateLabel(state));
    m_deny->setEnabled(canDecide());
    m_approve->setEnabled(isArmed());
    m_lifetime->setEnabled(canDecide());
    m_people->setEnabled(canDecide());
    m_nothing->setVisible(canDecide() && !m_scopes->isGood());
}

void ApprovalCard::approve()
{
    if (isArmed())
        decide(m_admin.approve(m_approval.id, choice()));
}

void ApprovalCard::deny()
{
    if (canDecide())
        decide(m_admin.deny(m_approval.id));
}

void ApprovalCard::decide(QFuture<Result<Approval>> answer)
{
    m_busy = true;
    setFocus(); // not on to the next card's button
    tick();
    whenReady(this, answer, [this, id = m_approval.id](const Result<Approval> &result) {
        if (id != m_approval.id)
            return;
        m_busy = false;
        if (result)
            show(*result);
        else
            m_banner->showError(result.error());
        tick();
        emit decided();
    });
}

} // namespace ostiary::ui
