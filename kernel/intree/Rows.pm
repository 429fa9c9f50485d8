# SPDX-License-Identifier: GPL-2.0
# The module's tables and sources, read for a kernel tree that has the LSM built
# in: rows, plain code, and how the kernel folds its lines.
package Rows;
use strict;
use warnings;
use Exporter 'import';
use File::Basename qw(dirname);
use File::Path qw(make_path);
our @EXPORT = qw(slurp put read_words rename_words plain read_rows read_prototype parameters declare
		 wrap expand indent);

my (%words, %macros, %renamed);

sub slurp
{
	my ($file) = @_;

	open my $in, '<', $file or die "$0: unable to read $file: $!\n";
	local $/;
	return scalar <$in>;
}

sub put
{
	my ($file, $text) = @_;

	make_path(dirname($file));
	open my $out, '>', $file or die "$0: unable to write $file: $!\n";
	print $out $text;
	close $out or die "$0: unable to write $file: $!\n";
}

# Words of compat/ and what a series has instead; plain() puts them in. A word
# may have one argument: WORD(x).
sub read_words
{
	my ($file) = @_;

	for (split /\n/, slurp($file)) {
		next if /^\s*(#|$)/;
		my ($word, $plain) = split /\t+/, $_, 2;
		if ($word =~ s/\(x\)$//) {
			$macros{$word} = $plain;
		} else {
			$words{$word} = $plain // '';
		}
	}
}

sub plain_words
{
	my ($text) = @_;

	for my $word (keys %macros) {
		$text =~ s/\b$word\(([^()]+)\)/my $x = $1; $macros{$word} =~ s{\bx\b}{$x}gr/ge;
	}
	for my $word (keys %words) {
		$text =~ s/\b\Q$word\E\b/$words{$word}/g;
	}
	$text =~ s/\bJAIL_RETURN_/LSM_SEAM_/g;
	return $text =~ s/[ \t]+$//gmr;
}

# rename_words FROM, TO, …: functions that have another name in the tree.
sub rename_words
{
	%renamed = @_;
}

# Puts these in, with lists that go on in the next line moved along.
sub with_renamed
{
	my @out;
	my ($open, $shift) = (0, 0);
	my $any = join '|', map { quotemeta } keys %renamed;

	return $_[0] unless $any;
	for my $line (split /^/, $_[0]) {
		if ($open > 0 && $shift && $line =~ s/^(\s+)(?=\S)//) {
			$line = indent(length(expand($1)) + $shift) . $line;
		}
		my $before = length $line;
		$line =~ s/\b($any)\(/$renamed{$1}(/g;
		$shift = length($line) - $before if length $line != $before && $open <= 0;
		$open += ($line =~ tr/(//) - ($line =~ tr/)//);
		$shift = 0 if $open <= 0;
		push @out, $line;
	}
	return join '', @out;
}

sub indent
{
	my ($column) = @_;

	return "\t" x int($column / 8) . ' ' x ($column % 8);
}

# Leaves out what is for modules: one level of #ifdef MODULE, any of others.
sub without_module
{
	my ($text) = @_;
	my (@out, @open);

	for (split /^/, $text) {
		my $ours = @open && $open[-1] ne '';
		if (/^#ifdef MODULE\b/ || /^#ifndef MODULE\b/) {
			push @open, /ifdef/ ? 'drop' : 'keep';
			next;
		}
		push @open, '' if /^#\s*if/;
		if ($ours && /^#else\b/) {
			$open[-1] = $open[-1] eq 'drop' ? 'keep' : 'drop';
			next;
		}
		if (/^#\s*endif/) {
			my $was = pop @open;
			next if $was ne '';
		}
		push @out, $_ unless grep { $_ eq 'drop' } @open;
	}
	my $result = join '', @out;
	$result =~ s/\n{3,}/\n\n/g;
	$result =~ s/\n+\z/\n/;
	return $result;
}

sub plain
{
	my $text = with_renamed(plain_words(without_module($_[0])));

	$text =~ s{^#include "compat/.*\n}{}gm;
	$text =~ s{^#include "backend/}{#include "}gm;
	return $text;
}

# Rows of a table: {kind, class, name, symbol, type[], arg[], doc}, with the
# comment right before a row, or before its group, as its description.
sub read_rows
{
	my ($file, $kind) = @_;
	my $text = slurp($file);
	my (@rows, $doc);

	while ($text =~ m{/\*(?<note>.*?)\*/|^(?<macro>(?:HOOK|SEAM)_\w+)\((?<args>.*?)\)$}gsm) {
		if (defined $+{note}) {
			$doc = $+{note};
			next;
		}
		my $macro = $+{macro};
		my @args = map { s/^\s+|\s+$//gr } split /,/, $+{args};
		my ($class, $name, $symbol) = splice @args, 0, 4;
		my %row = (kind => $macro =~ /^HOOK/ ? 'hook' : 'seam', class => $class,
			   name => $name, hook => $name =~ s/^_+//r, symbol => $symbol,
			   doc => $doc, macro => $macro);
		@args = ('struct dentry *', 'dentry', 'unsigned int', 'flags')
			if $macro eq 'SEAM_REVALIDATE';
		while (my ($type, $arg) = splice @args, 0, 2) {
			push @{$row{types}}, plain_words($type);
			push @{$row{args}}, $arg;
		}
		push @rows, \%row;
	}
	return @rows;
}

# read_prototype TEXT, NAME: {returns, types, args} as declared there.
sub read_prototype
{
	my ($text, $name) = @_;
	my ($returns, $list) = plain_words($text) =~ /^([a-z][\w ]*?\*?) ?\b\Q$name\E\((.*?)\);/sm
		or die "$0: no $name() is declared\n";
	my (@types, @args);

	for (split /,/, $list) {
		s/\s+/ /g;
		/^ ?(.*?) ?(\w+)$/;
		push @types, $1;
		push @args, $2;
	}
	return (returns => $returns, types => \@types, args => \@args);
}

sub declare
{
	my ($type, $arg) = @_;

	return $type =~ /\*$/ ? "$type$arg" : "$type $arg";
}

sub parameters
{
	my ($row) = @_;

	return map { declare($row->{types}[$_], $row->{args}[$_]) } 0 .. $#{$row->{args}};
}

# wrap HEAD, ITEMS, TAIL: a list in parentheses, folded as the kernel does.
sub wrap
{
	my ($head, $items, $tail) = @_;
	my @items = @$items ? @$items : ('void');
	my $column = length(expand($head));
	my ($line, $text) = ($head, '');

	for my $i (0 .. $#items) {
		my $piece = $items[$i] . ($i < $#items ? ',' : $tail);
		my $gap = $line =~ /[(\s]$/ ? '' : ' ';
		if ($i && length(expand("$line$gap$piece")) > 80) {
			$text .= "$line\n";
			$line = indent($column);
			$gap = '';
		}
		$line .= "$gap$piece";
	}
	return "$text$line\n";
}

sub expand
{
	my ($text) = @_;

	1 while $text =~ s/^([^\t]*)(\t+)/$1 . ' ' x (8 * length($2) - length($1) % 8)/e;
	return $text;
}

1;
