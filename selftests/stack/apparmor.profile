# SPDX-License-Identifier: GPL-2.0-or-later
# All is allowed but one file.
profile jail_stack flags=(attach_disconnected,mediate_deleted) {
  capability,
  change_profile,
  file,
  mount,
  network,
  ptrace,
  signal,
  umount,
  unix,
  deny /etc/hostname r,
}
