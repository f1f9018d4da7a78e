// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/price_dialog.h"

#include "models/money.h"
#include "models/tables/when_ready.h"
#include "ui/look/flat_style.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

namespace ostiary::ui {

namespace {

Result<qint64> amountIn(const QLineEdit &field, const char *name)
{
    const QString text = field.text().trimmed();
    if (!field.isEnabled() || text.isEmpty())
        return 0;
    if (const std::optional<qint64> micros = parseDollars(text))
        return *micros;
    return failField(QLatin1String(name),
                     PriceDialog::tr("%1: type dollars like 0.002 or 2.50; 0 is free.").arg(field.accessibleName()));
}

QString typed(qint64 micros)
{
    return micros == 0 ? QString() : dollars(micros).sliced(1);
}

} // namespace

PriceDialog::PriceDialog(Admin &admin, const QStringList &upstreams, const std::optional<Price> &from, QWidget *parent)
    : FormDialog(
          tr("Set a price"),
          tr("Calls from now on are charged by it. An earlier price for the same ends; nothing is charged anew."),
          parent),
      m_admin(admin), m_upstream(new QComboBox), m_kind(new QComboBox), m_subject(new QLineEdit), m_call(new QLineEdit),
      m_input(new QLineEdit), m_output(new QLineEdit), m_maxOutput(new QLineEdit)
{
    m_upstream->addItems(upstreams);
    m_upstream->setEditable(true); // one that is not connected now may have a price too
    m_kind->addItem(tr("A tool of an MCP server"), int(PriceKind::Tool));
    m_kind->addItem(tr("A path of an HTTP API"), int(PriceKind::Route));
    m_kind->addItem(tr("An AI model, by its tokens"), int(PriceKind::Model));
    m_subject->setPlaceholderText(tr("its name; a * at its end stands for anything"));
    for (QLineEdit *field : {m_call, m_input, m_output})
        field->setPlaceholderText(tr("e.g. 0.002"));
    m_maxOutput->setPlaceholderText(tr("when a request sets no limit itself, e.g. 4096"));
    if (from) {
        m_upstream->setCurrentText(from->upstream);
        m_kind->setCurrentIndex(m_kind->findData(int(from->kind)));
        m_subject->setText(from->subject);
        m_call->setText(typed(from->callMicros));
        m_input->setText(typed(from->inputMicros));
        m_output->setText(typed(from->outputMicros));
        m_maxOutput->setText(from->maxOutputTokens > 0 ? QString::number(from->maxOutputTokens) : QString());
    }
    addRow(tr("&Upstream"), m_upstream);
    addRow(tr("&Kind"), m_kind);
    addRow(tr("&Tool, path or model"), m_subject);
    addRow(tr("&A call, in $"), m_call);
    addRow(tr("A million &input tokens, in $"), m_input);
    addRow(tr("A million &output tokens, in $"), m_output);
    addRow(tr("&Most output tokens"), m_maxOutput);
    const std::pair<const char *, QWidget *> names[]{
        {"upstream", m_upstream},          {"kind", m_kind},          {"subject", m_subject},
        {"call_micros", m_call},           {"input_micros", m_input}, {"output_micros", m_output},
        {"max_output_tokens", m_maxOutput}};
    for (const auto &[name, widget] : names)
        nameField(QLatin1String(name), widget);
    connect(addButton(tr("&Cancel")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("&Set price")), &QPushButton::clicked, this, &PriceDialog::save);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &PriceDialog::showKind);
    showKind();
    setMinimumWidth(68 * kGrid);
    (from ? m_call : m_subject)->setFocus();
}

void PriceDialog::showKind()
{
    const bool hasTokens = PriceKind(m_kind->currentData().toInt()) == PriceKind::Model;
    for (QLineEdit *field : {m_input, m_output, m_maxOutput})
        field->setEnabled(hasTokens);
}

Result<Price> PriceDialog::price() const
{
    Price price{.upstream = m_upstream->currentText().trimmed(),
                .kind = PriceKind(m_kind->currentData().toInt()),
                .subject = m_subject->text().trimmed()};
    TRY(price.callMicros, amountIn(*m_call, "call_micros"));
    TRY(price.inputMicros, amountIn(*m_input, "input_micros"));
    TRY(price.outputMicros, amountIn(*m_output, "output_micros"));
    const QString most = m_maxOutput->isEnabled() ? m_maxOutput->text().trimmed() : QString();
    bool isNumber = true;
    price.maxOutputTokens = most.isEmpty() ? 0 : most.toInt(&isNumber);
    if (!isNumber || price.maxOutputTokens < 0)
        return failField(QStringLiteral("max_output_tokens"), tr("Most output tokens: type a whole number."));
    const bool saysNothing = m_call->text().trimmed().isEmpty()
        && (price.kind != PriceKind::Model
            || (m_input->text().trimmed().isEmpty() && m_output->text().trimmed().isEmpty()));
    if (saysNothing)
        return failField(QStringLiteral("call_micros"), tr("Say what a call costs; 0 is free."));
    return price;
}

void PriceDialog::save()
{
    const Result<Price> wanted = price();
    if (!wanted)
        return showError(wanted.error());
    setBusy(true);
    whenReady(this, m_admin.setPrice(*wanted), [this](const Result<Price> &set) {
        if (!set)
            return showError(set.error());
        accept();
    });
}

} // namespace ostiary::ui
