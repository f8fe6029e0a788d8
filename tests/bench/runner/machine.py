# SPDX-License-Identifier: Apache-2.0
"""The machine: a network of our own, which cores, how much the hypervisor took, and what to call it in the report."""

import fcntl
import os
import platform
import re
import resource
import socket
import struct
from pathlib import Path

# The server's port must never be one that a client may be given.
CLIENT_PORTS = (16_384, 65_535)
SERVER_PORTS = range(2_000, 16_000)
WANTED_DESCRIPTORS = 60_000


class Unusable(Exception):
    """Nothing can be measured here; the message says why."""


def private_network_command(arguments):
    """Starts `arguments` in a network namespace of its own, in which no connection is tracked and nobody else talks."""
    unshare = ['unshare', '--net'] if os.geteuid() == 0 else ['unshare', '--user', '--map-root-user', '--net']
    return unshare + ['--'] + arguments


def bring_loopback_up():
    up_and_running = 0x1 | 0x40
    set_interface_flags = 0x8914
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack('16sh14x', b'lo', up_and_running)
        fcntl.ioctl(any_socket, set_interface_flags, request)


def set_kernel_value(name, value):
    Path('/proc/sys/net', *name.split('.')).write_text(f'{value}\n', encoding='ascii')


def prepare_network():
    try:
        bring_loopback_up()
        set_kernel_value('ipv4.ip_local_port_range', f'{CLIENT_PORTS[0]} {CLIENT_PORTS[1]}')
        set_kernel_value('core.somaxconn', 65_535)
        set_kernel_value('ipv4.tcp_max_syn_backlog', 65_535)
    except OSError as error:
        raise Unusable(f'the private network could not be set up: {error}') from error


def raise_descriptor_limit():
    """Every peer gets the same; returns what there is."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (WANTED_DESCRIPTORS, max(hard, WANTED_DESCRIPTORS)))
    except (ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def processor_ticks(cpus):
    """Sum of the "cpu" lines of these processors."""
    wanted = {f'cpu{cpu}' for cpu in cpus}
    total = [0] * 8
    for line in Path('/proc/stat').read_text(encoding='ascii').splitlines():
        words = line.split()
        if words and words[0] in wanted:
            total = [a + int(b) for a, b in zip(total, words[1:9])]
    return total


class Cores:
    """Generator and server have one each, always the same; what watches them lives beside the server."""

    def __init__(self, wanted=None):
        available = sorted(os.sched_getaffinity(0))
        cores = available if wanted is None else wanted
        if len(cores) < 2 or not set(cores) <= set(available):
            raise Unusable('two processors are needed, one for the generator and one for the server; '
                           f'there is {available}, asked for {cores}')
        self.generator, self.server = cores[0], cores[1]
        self.all = cores

    def stay_beside_the_server(self):
        os.sched_setaffinity(0, {self.server})


def _first_match(path, pattern, otherwise):
    try:
        found = re.search(pattern, Path(path).read_text(encoding='utf-8'), re.MULTILINE)
    except OSError:
        return otherwise
    return found.group(1).strip() if found else otherwise


def description():
    model = _first_match('/proc/cpuinfo', r'^model name\s*:\s*(.+)$', platform.machine())
    virtual = ', virtual machine' if re.search(r'^flags.*\bhypervisor\b', Path('/proc/cpuinfo').read_text(encoding='utf-8'), re.M) else ''
    system = _first_match('/etc/os-release', r'^PRETTY_NAME="?([^"\n]+)', 'Linux')
    return {'processor': f'{model}, {os.cpu_count()} cores{virtual}', 'kernel': platform.release(), 'system': system}
