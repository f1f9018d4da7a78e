// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"

#include <QFrame>
#include <QTimer>

class QComboBox;
class QGridLayout;
class QLabel;
class QPushButton;

namespace ostiary::ui {

class Banner;
class ScopeChoice;

/// One consent with all that is needed to decide it. Approve works only a second after the card has shown something
/// new, so that nobody approves by a click meant for another window; neither button takes the focus by itself.
class ApprovalCard final : public QFrame
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kArming{1000};

    ApprovalCard(Admin &admin, const Clock &clock, QWidget *parent = nullptr);

    void show(const Approval &approval);
    [[nodiscard]] ApprovalId current() const { return m_approval.id; }
    /// Deny or approve as the buttons do; approve() only when armed.
    void approve();
    void deny();
    [[nodiscard]] bool canDecide() const;
    [[nodiscard]] bool isArmed() const; ///< and something is left to allow

signals:
    void decided();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void buildButtons();
    QLabel *addFact(const QString &name);
    void addFact(const QString &name, QWidget *value);
    void showChoice();
    void showAccount();
    void askForPeople();
    [[nodiscard]] ApprovalChoice choice() const;
    void arm();
    void tick();
    void decide(QFuture<Result<Approval>> answer);

    Admin &m_admin;
    const Clock &m_clock;
    Approval m_approval;
    bool m_busy = false;
    QTimer m_arming;
    QTimer m_second;
    QGridLayout *m_facts;
    QLabel *m_client;
    QLabel *m_redirect;
    QLabel *m_redirectNote;
    QLabel *m_account;
    QComboBox *m_people; ///< in its place, where nobody is signed in
    QLabel *m_resource;
    ScopeChoice *m_scopes;
    QLabel *m_nothing;
    QComboBox *m_lifetime;
    QLabel *m_code;
    QLabel *m_expires;
    Banner *m_banner;
    QPushButton *m_deny;
    QPushButton *m_approve;
};

} // namespace ostiary::ui
