// SPDX-License-Identifier: GPL-2.0-or-later
/* The command that is started: it ends, or with an argument waits. */
#include <unistd.h>

int main(int argc, char **argv)
{
	(void)argv;
	while (argc > 1)
		pause();
	return 0;
}
