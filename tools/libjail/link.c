// SPDX-License-Identifier: LGPL-2.1-or-later
/* The machine's interfaces. */
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include "nl.h"

/* The kernel's numbers of a link's IPv4 settings; ours is one of them. */
static bool promotes(struct nlattr *af_spec)
{
	struct nlattr *family = af_spec ? nla_find(nla_data(af_spec),
						   nla_len(af_spec), AF_INET) : NULL;
	struct nlattr *conf = family ? nla_find(nla_data(family), nla_len(family),
						IFLA_INET_CONF) : NULL;
	const int32_t *values = conf ? nla_data(conf) : NULL;

	return conf && nla_len(conf) / sizeof(*values) >=
		       IPV4_DEVCONF_PROMOTE_SECONDARIES &&
	       values[IPV4_DEVCONF_PROMOTE_SECONDARIES - 1];
}

static void take_link(const struct nlmsghdr *nlh, void *to)
{
	const struct ifinfomsg *info = nlmsg_data((struct nlmsghdr *)nlh);
	struct nlattr *attr[IFLA_MAX + 1];
	struct net_link *link = to;

	if (nlh->nlmsg_type != RTM_NEWLINK ||
	    nlmsg_parse((struct nlmsghdr *)nlh, sizeof(*info), attr, IFLA_MAX,
			NULL) < 0)
		return;
	link->index = info->ifi_index;
	link->up = info->ifi_flags & IFF_UP;
	link->promotes = promotes(attr[IFLA_AF_SPEC]);
	if (attr[IFLA_IFNAME])
		snprintf(link->name, sizeof(link->name), "%s",
			 nla_get_string(attr[IFLA_IFNAME]));
}

int link_get(struct net *net, int index, const char *name,
	     struct net_link *link)
{
	struct ifinfomsg info = { .ifi_index = index };
	struct exchange e = { .take = take_link, .to = link };
	struct nl_msg *msg = nl_question(RTM_GETLINK, NLM_F_ACK, &info,
				     sizeof(info));

	*link = (struct net_link){ 0 };
	if (!msg || (name && nla_put_string(msg, IFLA_IFNAME, name))) {
		nlmsg_free(msg);
		return -ENOMEM;
	}
	return nl_ask(net, msg, &e);
}

int net_link(struct net *net, const char *name, struct net_link *link,
	     struct jail_error *err)
{
	int error = link_get(net, 0, name, link);

	if (!error || error == -ENODEV)
		return 0;
	return fail(err, code_of(-error), NULL, "can't look at %s: %s", name,
		    strerror(-error));
}

int link_set_promotes(struct net *net, int index, uint32_t on)
{
	struct ifinfomsg info = { .ifi_index = index };
	struct nl_msg *msg = nl_question(RTM_SETLINK, NLM_F_ACK, &info,
				     sizeof(info));
	struct nlattr *spec, *family, *conf;
	struct exchange e = { 0 };

	if (!msg)
		return -ENOMEM;
	spec = nla_nest_start(msg, IFLA_AF_SPEC);
	family = spec ? nla_nest_start(msg, AF_INET) : NULL;
	conf = family ? nla_nest_start(msg, IFLA_INET_CONF) : NULL;
	if (!conf || nla_put_u32(msg, IPV4_DEVCONF_PROMOTE_SECONDARIES, on)) {
		nlmsg_free(msg);
		return -ENOMEM;
	}
	nla_nest_end(msg, conf);
	nla_nest_end(msg, family);
	nla_nest_end(msg, spec);
	return nl_ask(net, msg, &e);
}
