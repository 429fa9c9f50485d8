// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hostile requests: every length, NUL bytes, several writers, garbage. None
 * changes anything.
 */
#include "control.h"
#include "harness.h"
#include "jail_api.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define REQUESTS	20000
#define WRITERS		4
#define HUGE_SIZE	(8 << 20)

/* Longer than a request may be: EFBIG, and never a byte looked at. */
TEST(every_length)
{
	static struct state before;
	static char bytes[4300];
	char reply[512];

	state_take(&before);
	memset(bytes, 'a', sizeof(bytes));
	for (size_t i = 0; i <= 4200; i++) {
		long want = i > JAIL_REQUEST_MAX ? -EFBIG : -EINVAL;
		long got = control_raw(bytes, i, reply, sizeof(reply));

		/* Nothing written is no request at all. */
		if (i == 0 && got == 0)
			continue;
		if (got != want || !is_sentence(reply))
			test_fail(__FILE__, __LINE__,
				  "%zu bytes: %ld, \"%s\"", i, got, reply);
	}
	EXPECT_UNCHANGED(&before);
}

TEST(huge_write)
{
	char *bytes = calloc(1, HUGE_SIZE);
	static struct state before;
	char reply[512];

	ASSERT_TRUE(bytes);
	state_take(&before);
	memcpy(bytes, "create name=a", 13);
	EXPECT_EQ(-EFBIG, control_raw(bytes, HUGE_SIZE, reply, sizeof(reply)));
	EXPECT_TRUE(is_sentence(reply));
	EXPECT_UNCHANGED(&before);
}

/* A NUL ends nothing: at every place of a good request it is an error. */
TEST(nul_bytes)
{
	static const char text[] = "create name=a path=\"/b c\"";
	static struct state before;
	char reply[512];

	state_take(&before);
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		char bytes[sizeof(text)];

		memcpy(bytes, text, sizeof(text));
		bytes[i] = '\0';
		EXPECT_EQ(-EINVAL, control_raw(bytes, sizeof(text) - 1, reply,
					       sizeof(reply)));
		EXPECT_TRUE(is_sentence(reply));
	}
	EXPECT_EQ(-EINVAL, control_raw(text, sizeof(text), reply,
				       sizeof(reply)));
	EXPECT_UNCHANGED(&before);
}

TEST(second_write)
{
	static struct state before;
	int fd = control_open();
	char reply[64];

	ASSERT_LE(0, fd);
	state_take(&before);
	EXPECT_EQ(-1, write(fd, "create", 6));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, write(fd, "create name=a", 13));
	EXPECT_EQ(EBUSY, errno);
	EXPECT_LT(0, read(fd, reply, sizeof(reply)));
	EXPECT_EQ(-1, write(fd, "create name=a", 13));
	EXPECT_EQ(EBUSY, errno);
	close(fd);
	EXPECT_UNCHANGED(&before);
}

TEST(bad_pointer)
{
	void *nothing = mmap(NULL, 4096, PROT_NONE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	static struct state before;
	int fd = control_open();

	state_take(&before);
	EXPECT_EQ(-1, write(fd, nothing, 20));
	EXPECT_EQ(EFAULT, errno);
	close(fd);
	EXPECT_UNCHANGED(&before);
}

TEST(unknown_ioctls)
{
	static struct state before;
	struct jail a;
	int fd = control_open();

	ASSERT_EQ(0, jail_make(&a, "a", NULL));
	state_take(&before);
	EXPECT_EQ(-1, ioctl(fd, JAIL_IOC_FD, 0));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, ioctl(fd, JAIL_IOC_ATTACH, 0));
	EXPECT_EQ(ENOTTY, errno);
	EXPECT_EQ(-1, ioctl(a.fd, JAIL_IOC_FD, 0));
	EXPECT_EQ(ENOTTY, errno);
	EXPECT_EQ(-1, ioctl(a.fd, JAIL_IOC_ATTACH, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, ioctl(a.fd, JAIL_IOC_INFO, 8));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, ioctl(a.fd, _IO(JAIL_IOC_MAGIC, 99), 0));
	EXPECT_EQ(ENOTTY, errno);
	EXPECT_UNCHANGED(&before);
}

/* All write on one descriptor; one is first, the others are too late. */
static pthread_barrier_t start;

static void *write_at_once(void *fd)
{
	long result;

	pthread_barrier_wait(&start);
	result = write(*(int *)fd, "create name=tracer", 18);
	return (void *)(result == 18 ? 0 : (long)errno);
}

TEST(concurrent_writers)
{
	pthread_t threads[WRITERS];

	pthread_barrier_init(&start, NULL, WRITERS);
	for (int round = 0; round < 100; round++) {
		int fd = control_open();
		int won = 0, late = 0;

		for (int i = 0; i < WRITERS; i++)
			ASSERT_EQ(0, pthread_create(&threads[i], NULL,
						    write_at_once, &fd));
		for (int i = 0; i < WRITERS; i++) {
			void *err;

			pthread_join(threads[i], &err);
			won += !err;
			late += (long)err == EBUSY;
		}
		EXPECT_EQ(1, won);
		EXPECT_EQ(WRITERS - 1, late);
		close(fd);
		while (jail_listed("tracer"))
			sched_yield();
	}
}

/* Bytes that look a little like a request, and are the same every time. */
static size_t garbage(char *bytes, size_t size, unsigned int *seed)
{
	static const char *const words[] = {
		"create", "set", "get", "open", "watch", "remove", " ", "\n", "=", "\"",
		"\\", "name", "jid", "persist", "ip4.addr", "a", "..", "1",
		"\xff", "vnet=new", "path",
	};
	size_t used = 0;
	int count = rand_r(seed) % 12;

	for (int i = 0; i < count; i++) {
		const char *word = words[rand_r(seed) % ARRAY_SIZE(words)];

		if (used + strlen(word) >= size)
			break;
		memcpy(bytes + used, word, strlen(word));
		used += strlen(word);
		if (rand_r(seed) % 8 == 0)
			bytes[used++] = (char)rand_r(seed);
	}
	return used;
}

/* A few happen to be right; no name but a short one can come of them. */
TEST_TIMED(garbage_requests, 140)
{
	unsigned int seed = 20251122;
	char bytes[512], reply[4096];
	int accepted = 0;

	for (int i = 0; i < REQUESTS; i++) {
		size_t length = garbage(bytes, sizeof(bytes) - 16, &seed);
		long got = control_raw(bytes, length, reply, sizeof(reply));

		accepted += got == 0 && length;
		if (got < 0 && !is_sentence(reply))
			test_fail(__FILE__, __LINE__, "request %d: %ld, \"%s\"",
				  i, got, reply);
	}
	test_note("%d of %d were right by chance", accepted, REQUESTS);
	EXPECT_LT(accepted, REQUESTS / 100);
}
