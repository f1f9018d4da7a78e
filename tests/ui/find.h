// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QTest>

// Finding widgets as a person does: by what they say.

namespace ostiary::test {

[[nodiscard]] inline QString plain(QString text)
{
    return text.remove(QLatin1Char('&'));
}

/// The visible button whose text begins like this.
[[nodiscard]] inline QAbstractButton *button(const QWidget *in, const QString &text)
{
    for (auto *button : in->findChildren<QAbstractButton *>()) {
        if (button->isVisible() && plain(button->text()).startsWith(text))
            return button;
    }
    return nullptr;
}

inline void click(QAbstractButton *button)
{
    QVERIFY2(button, "no such button");
    QVERIFY2(button->isEnabled(), qPrintable(button->text()));
    QTest::mouseClick(button, Qt::LeftButton, {}, QPoint(12, button->height() / 2));
}

/// The visible field with this accessible name.
template <typename T>
[[nodiscard]] T *named(const QWidget *in, const QString &name)
{
    for (T *widget : in->findChildren<T *>()) {
        if (widget->isVisible() && widget->accessibleName() == name)
            return widget;
    }
    return nullptr;
}

/// The open dialog of that type.
template <typename T>
[[nodiscard]] T *dialog()
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (T *found = qobject_cast<T *>(widget); found && found->isVisible())
            return found;
    }
    return nullptr;
}

} // namespace ostiary::test
