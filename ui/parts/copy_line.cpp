// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/copy_line.h"

#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/parts/labels.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QTimer>
#include <QToolButton>

namespace ostiary::ui {

QToolButton *copyButton(const QString &name, const std::function<void()> &copy)
{
    auto *button = new QToolButton;
    button->setIcon(lineIcon(QStringLiteral("copy")));
    button->setFixedSize(4 * kGrid, 4 * kGrid);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(CopyLine::tr("Copy: %1").arg(name));
    button->setToolTip(CopyLine::tr("Copy"));
    QObject::connect(button, &QToolButton::clicked, button, [button, copy] {
        copy();
        button->setIcon(lineIcon(QStringLiteral("check"), Tone::Good));
        button->setToolTip(CopyLine::tr("Copied"));
        QTimer::singleShot(2000, button, [button] {
            button->setIcon(lineIcon(QStringLiteral("copy")));
            button->setToolTip(CopyLine::tr("Copy"));
        });
    });
    return button;
}

CopyLine::CopyLine(const QString &name, QWidget *parent)
    : QWidget(parent), m_field(new QLineEdit), m_button(copyButton(name, [this] { copy(); }))
{
    m_field->setReadOnly(true);
    m_field->setFont(monospaceFont());
    m_field->setAccessibleName(name);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGrid / 2);
    row->addWidget(m_field, 1);
    row->addWidget(m_button);
    setFocusProxy(m_field);
}

QString CopyLine::text() const
{
    return m_field->text();
}

void CopyLine::setText(const QString &text)
{
    m_field->setText(text);
    m_field->setCursorPosition(0);
    m_button->setEnabled(!text.isEmpty());
}

void CopyLine::copy()
{
    if (m_copier)
        m_copier();
    else
        QGuiApplication::clipboard()->setText(text());
}

} // namespace ostiary::ui
