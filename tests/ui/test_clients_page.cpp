// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/console_fixture.h"
#include "ui/dialogs/allow_client_dialog.h"
#include "ui/dialogs/client_secret_dialog.h"
#include "ui/dialogs/confirm_dialog.h"
#include "ui/dialogs/create_client_dialog.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>

using namespace ostiary;
using namespace ostiary::test;
using namespace ostiary::ui;
using namespace Qt::StringLiterals;

/// Clients in the console: made by hand, allowed to act for themselves, deleted.
class TestClientsPage : public QObject
{
    Q_OBJECT

    std::unique_ptr<ConsoleFixture> m_console;
    RecordPage *m_page = nullptr;

    /// The first client that proves itself in that way.
    [[nodiscard]] const OAuthClient &by(const QString &method) const
    {
        return *std::ranges::find(m_console->admin.clientRows, method, &OAuthClient::tokenEndpointAuthMethod);
    }
    static CreateClientDialog *fill(const QString &name, const QString &uris)
    {
        auto *form = dialog<CreateClientDialog>();
        named<QLineEdit>(form, u"Name"_s)->setText(name);
        form->findChild<QPlainTextEdit *>()->setPlainText(uris);
        return form;
    }

private slots:
    void init()
    {
        m_console = std::make_unique<ConsoleFixture>();
        QVERIFY(m_console->isOpen());
        m_page = m_console->open(5);
        QVERIFY(m_page);
    }
    void cleanup() { m_console.reset(); }

    void create_showsTheSecretOnce_andClosesOnlyOnceItIsStored()
    {
        click(button(m_page, u"New client"_s));
        auto *form = fill(u"Billing robot"_s, u"https://a.example/cb\n\n  https://b.example/cb "_s);
        click(button(form, u"It runs on a server"_s));
        click(button(form, u"Create client"_s));
        QTRY_VERIFY(dialog<ClientSecretDialog>());
        auto *shown = dialog<ClientSecretDialog>();
        const OAuthClient made = m_console->admin.clientRows.first();
        QCOMPARE(made.name, u"Billing robot"_s);
        QCOMPARE(made.redirectUris, QStringList({u"https://a.example/cb"_s, u"https://b.example/cb"_s}));
        QCOMPARE(named<QLineEdit>(shown, u"Client id"_s)->text(), made.id.text());
        QCOMPARE(named<QLineEdit>(shown, u"Client secret"_s)->text(), u"s3cret"_s);
        QTest::keyClick(shown, Qt::Key_Escape);
        QVERIFY(ConsoleFixture::says(shown, u"lost once the window closes"_s));
        click(button(shown, u"I stored it"_s));
        click(button(shown, u"Close"_s));
        QTRY_VERIFY(!dialog<ClientSecretDialog>());
    }
    void create_ofAPublicOne_showsItsIdOnly()
    {
        click(button(m_page, u"New client"_s));
        click(button(fill(u"Desktop app"_s, u"http://127.0.0.1/cb"_s), u"Create client"_s));
        QTRY_VERIFY(dialog<ClientSecretDialog>());
        QVERIFY(!named<QLineEdit>(dialog<ClientSecretDialog>(), u"Client secret"_s));
        click(button(dialog<ClientSecretDialog>(), u"Close"_s));
    }
    void create_keepsWhatWasTyped_whenTheServerRefuses()
    {
        click(button(m_page, u"New client"_s));
        auto *form = fill(u"Nowhere"_s, u" \n"_s);
        click(button(form, u"Create client"_s));
        QTRY_VERIFY(ConsoleFixture::says(form, u"needs an address"_s));
        QCOMPARE(named<QLineEdit>(form, u"Name"_s)->text(), u"Nowhere"_s);
    }
    void allow_isOfferedForClientsThatProveThemselves_andCanBeTakenBack()
    {
        m_page->list().select(by(u"none"_s).id.text());
        QVERIFY(!m_page->can(Verb::SwitchMachine));
        const ClientId id = by(u"client_secret_post"_s).id;
        m_page->list().select(id.text());
        click(button(m_page, u"Let it act for itself"_s));
        auto *form = dialog<AllowClientDialog>();
        QVERIFY(form);
        auto *owner = named<QComboBox>(form, u"Who answers for it"_s);
        const QString email = owner->currentText();
        click(button(form, u"Allow"_s));
        QTRY_VERIFY(!dialog<AllowClientDialog>());
        QCOMPARE(m_console->admin.lastAllowance->ownerEmail, email);
        QTRY_VERIFY(button(m_page, u"Stop acting for itself"_s));
        click(button(m_page, u"Stop acting for itself"_s));
        click(button(dialog<ConfirmDialog>(), u"Stop"_s));
        QTRY_VERIFY(button(m_page, u"Let it act for itself"_s));
    }
    void delete_asksFirst()
    {
        const OAuthClient client = m_console->admin.clientRows.first();
        m_page->list().select(client.id.text());
        click(button(m_page, u"Delete"_s));
        auto *question = dialog<ConfirmDialog>();
        QVERIFY(ConsoleFixture::says(question, client.id.text()));
        QCOMPARE(m_console->admin.clientRows.size(), 5);
        click(button(question, u"Delete"_s));
        QTRY_COMPARE(m_console->admin.clientRows.size(), 4);
    }
};

QTEST_MAIN(TestClientsPage)
#include "test_clients_page.moc"
