#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# A phone made of Net::SIP: registers, calls, presses keys, holds and resumes, hangs up. Says on lines of its own how far it came.
# netsip.pl LEG SERVER USER PASSWORD DOMAIN NUMBER DIGITS SPEECH.ul HEARD.ul
use strict;
use warnings;
use Net::SIP;

my ($leg, $server, $user, $password, $domain, $number, $digits, $speech, $heard) = @ARGV;
$| = 1;
my $ua = Net::SIP::Simple->new(
    leg            => $leg,
    outgoing_proxy => $server,
    registrar      => $server,
    domain         => $domain,
    from           => "sip:$user\@$domain",
    auth           => [$user, $password],
);
$ua->register(expires => 60) or die 'not registered: ' . $ua->error . "\n";
print "registered\n";

my $over;
my $call = $ua->invite(
    "sip:$number\@$domain",
    init_media => $ua->rtp('send_recv', $speech, 1, $heard),
    recv_bye   => \$over,
) or die 'no call: ' . $ua->error . "\n";
die 'refused: ' . $call->error . "\n" if $call->error;
print "talking\n";
$ua->loop(2, \$over);
if ($digits ne '') {
    $call->dtmf($digits, methods => 'rfc2833', duration => 160);
    $ua->loop(4, \$over);
    print "pressed\n";
}
die "hung up by the other side\n" if $over;
my $gone;
$call->bye(cb_final => \$gone);
$ua->loop(5, \$gone);
die "no answer to BYE\n" unless $gone;
print "hung up\n";
