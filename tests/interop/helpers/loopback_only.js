// SPDX-License-Identifier: GPL-3.0-or-later
// For `node --import`: whatever a server asks for, it listens on 127.0.0.1 at a free port and says which on stderr.
import net from 'node:net';

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
    const callback = args.findLast((argument) => typeof argument === 'function');
    return listen.call(this, 0, '127.0.0.1', () => {
        process.stderr.write(`listening on port ${this.address().port}\n`);
        callback?.call(this);
    });
};
