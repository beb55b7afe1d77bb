# Prints what the parser of prove reads in TAP files: a JSON object a file.

use strict;
use warnings;
use JSON::PP;
use TAP::Parser;

my $json = JSON::PP->new->utf8->canonical;
for my $path (@ARGV) {
    my $parser = TAP::Parser->new({ source => $path });
    my @points;
    while (my $result = $parser->next) {
        next unless $result->is_test;
        push @points, {
            ok          => ($result->is_actual_ok ? JSON::PP::true : JSON::PP::false),
            directive   => $result->directive,
            description => $result->description,
        };
    }
    print $json->encode({ points => \@points, errors => [ $parser->parse_errors ] }), "\n";
}
