# SPDX-License-Identifier: GPL-2.0
# A function of the tree becomes two: one that asks a security module first, and
# the rest of it under another name.
package Split;
use strict;
use warnings;
use Exporter 'import';
use Rows;
our @EXPORT = qw(split_function);

# split_function TREE, ROW: in the row's file.
sub split_function
{
	my ($tree, $row) = @_;
	my $file = "$tree/$row->{split}";
	my ($text, $symbol, $rest) = (slurp($file), $row->{symbol}, $row->{rest});

	$text =~ s/^(\w[\w *]*\b)\Q$symbol\E(\([^;{]*\)\n\{\n.*?^\}\n)/
		   defined_as($1, $symbol, $rest, $2) . "\n" . asking($row, $1)/sme
		or die "$0: $row->{split} has no $symbol()\n";
	$text =~ s/^(#include <linux\/[^\n]*\n)/$1#include <linux\/lsm_seams.h>\n/m
		unless $text =~ /^#include <linux\/lsm_seams\.h>/m;
	put($file, $text);
}

sub asking
{
	my ($row, $type) = @_;
	my $whole = $row->{whole};
	my $static = $type =~ /^static / ? 'static ' : '';
	my $head = wrap($static . declare($whole->{returns}, "$row->{symbol}("),
			[parameters($whole)], ')') . "{\n";
	my $rest = wrap("\treturn $row->{rest}(", $whole->{args}, ');') . "}\n";
	my $result = declare($whole->{returns}, 'result');

	return "$head\t$result;\n\n" .
	       wrap("\tif (security_$row->{hook}(", [@{$row->{args}}, '&result'], '))') .
	       "\t\treturn result;\n" . $rest if $row->{result};
	return $head . wrap("\tint verdict = security_$row->{hook}(", $row->{args}, ');') .
	       "\n\tif (verdict == LSM_SEAM_INSTEAD)\n" .
	       wrap("\t\treturn security_$row->{hook}_instead(", $whole->{args}, ');') .
	       "\tif (verdict)\n\t\treturn lsm_seam_value(verdict);\n" . $rest;
}

# A definition under another name; its parameters move along.
sub defined_as
{
	my ($type, $symbol, $name, $tail) = @_;
	my ($list, $body) = $tail =~ /^(\(.*?\)\n)(\{\n.*)/s;
	my $head = ($type =~ s/^static //r) . $name;
	my $shift = length($head) - length("$type$symbol");

	$list =~ s/^(\s+)(?=\S)/indent(length(expand($1)) + $shift)/gme;
	return "$head$list$body";
}

1;
