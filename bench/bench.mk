# SPDX-License-Identifier: GPL-2.0-or-later
# How each measurement is built and run: who includes this sets TOP, NAME and
# PROGRAMS, and may add to CFLAGS after.
BUILD	?= $(TOP)/build
OUT	:= $(BUILD)/bench/$(NAME)
CFLAGS	?= -O2 -g
# Static: the guest's root may have another libc, or none.
override CFLAGS += -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -static \
	-I$(TOP)/bench -I$(TOP)/kernel/include/uapi

programs := $(addprefix $(OUT)/,$(PROGRAMS))

all: $(programs)

run: all
	BUILD='$(BUILD)' ./run $(if $(KERNEL),-k $(KERNEL))

$(OUT)/%: %.c $(wildcard $(TOP)/bench/*.h) $(TOP)/kernel/include/uapi/linux/jail.h | $(OUT)
	$(CC) $(CFLAGS) -o $@ $<

$(OUT):
	mkdir -p $@

clean:
	rm -rf $(OUT)

.PHONY: all run clean
