# SPDX-License-Identifier: GPL-2.0-or-later
# Reads the tables of the code for the generators of documents.
package Tables;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(slurp put read_rows read_operations read_parameters
		 read_tool_parameters read_capabilities read_limits read_steps);

my $UAPI = 'kernel/include/uapi/linux/jail.h';

sub slurp
{
	my ($file) = @_;

	open my $in, '<', $file or die "$0: unable to read $file: $!\n";
	local $/;
	return scalar <$in>;
}

# A file appears whole or not at all.
sub put
{
	my ($file, $text) = @_;

	open my $out, '>', "$file.tmp" or die "$0: unable to write $file: $!\n";
	print $out $text;
	close $out or die "$0: unable to write $file: $!\n";
	rename "$file.tmp", $file or die "$0: unable to write $file: $!\n";
}

# The body of an X-macro table, of the uapi header by default, lines joined.
sub table
{
	my ($name, $file) = @_;
	my ($body) = slurp($file // $UAPI) =~ /#define \Q$name\E\(X\)(.*?[^\\])\n/s;

	defined $body or die "$0: no $name in the headers\n";
	$body =~ s/\\\n/ /g;
	return $body;
}

# Rows of a .def file: {kind, name, symbol, promises}. A file that isn't there
# has none.
sub read_rows
{
	my ($file, $kind) = @_;
	my @rows;
	my $text = -e $file ? slurp($file) : '';

	$text =~ s{/\*.*?\*/}{}gs;
	while ($text =~ /^(?:HOOK|SEAM)_\w+\(\s*\w+,\s*(\w+),\s*(\w+),\s*"([^"]*)"/gm) {
		push @rows, { kind => $kind, name => $1, symbol => $2,
			      promises => [split ' ', $3] };
	}
	return @rows;
}

sub read_operations
{
	my @rows;
	my $text = table('JAIL_OPS');

	while ($text =~ /X\(\w+,\s*"([^"]+)",\s*"([^"]*)",\s*"([^"]*)"\s*\)/g) {
		push @rows, { name => $1, promises => [split ' ', $2], sentence => $3 };
	}
	return @rows;
}

sub read_parameters
{
	my @rows;
	my $text = table('JAIL_PARAMS');

	while ($text =~ /X\(\w+,\s*"([^"]+)",\s*(\w+),\s*(\w+),\s*"([^"]*)"\s*\)/g) {
		push @rows, { name => $1, type => $2, access => $3, sentence => $4 };
	}
	return @rows;
}

# Those of the tool alone: {name, type, default, sentence}.
sub read_tool_parameters
{
	my @rows;
	my $text = table('TOOL_PARAMS', 'tools/libjail/internal.h');

	while ($text =~ /X\(\w+,\s*"([^"]+)",\s*(\w+),\s*"([^"]*)",\s*"([^"]*)"\s*\)/g) {
		push @rows, { name => $1, type => $2, default => $3, sentence => $4 };
	}
	return @rows;
}

sub read_capabilities
{
	my @rows;
	my $text = table('JAIL_CAPS');

	while ($text =~ /X\((\d+),\s*(\w+),\s*(\w+)\s*\)/g) {
		push @rows, { number => $1, name => $2, rule => $3 };
	}
	return @rows;
}

# The header's limits: {name, value, sentence}.
sub read_limits
{
	my @rows;
	my $text = slurp($UAPI);

	while ($text =~ m{/\*\* (JAIL_\w+) - (.*?) \*/\n#define \1\s+(\d+)}g) {
		push @rows, { name => $1, sentence => $2, value => $3 };
	}
	return @rows;
}

# Rows of the order table: {name, verbs, where, when, undo, about}.
sub read_steps
{
	my $text = slurp('tools/libjail/order.def');
	my @steps;

	$text =~ s{/\*.*?\*/}{}gs;
	while ($text =~ /^STEP\(([A-Z| ]+),\s*(\w+),\s*(\w+),\s*(\w+),\s*(\w+),\s*"([^"]*)"\)/gm) {
		push @steps, { verbs => [split /\s*\|\s*/, $1], where => $2, name => $3,
			       when => $4, undo => $5, about => $6 };
	}
	return @steps;
}

1;
