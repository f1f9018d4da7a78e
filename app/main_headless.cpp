// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program.h"

// The program without a desktop: the same commands, no widgets linked.
int main(int argc, char **argv)
{
    return ostiary::app::runProgram(argc, argv, {});
}
