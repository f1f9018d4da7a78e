// SPDX-License-Identifier: GPL-3.0-or-later
// How long tests may take, with room for a machine that has much else to do. Idle, all of them take seconds.
export const quick = { timeout: 20_000 };
export const slow = { timeout: 90_000 }; // with a browser, or with several processes
export const step_ms = 30_000; // one thing that a test waits for
