//! How the recordings of the tests are drawn.

pub(super) const MAIL_PAGE: &str = "\
rec.txt: a session with a mail server (smtp)
typed, header, blank, body, end are yours; server is what came back

  1  shell   $ telnet smtp.usfca.edu 25
  2  client  Trying 192.0.2.25...
  3  client  Connected to smtp.usfca.edu.
  4  server  220 smtp.usfca.edu ESMTP            the greeting, 220
  5  typed   HELO beast.local                    HELO accepted: beast.local
  6  server  250 smtp.usfca.edu
  7  typed   MAIL FORM: <kim@dons.usfca.edu>     refused, 500
  8  server  500 what?
  9  typed   MAIL FROM: <kim@dons.usfca.edu>     MAIL FROM accepted:
                                                 kim@dons.usfca.edu
 10  server  250 Ok
 11  typed   RCPT TO: <alex@dons.usfca.edu>      RCPT TO accepted:
                                                 alex@dons.usfca.edu
 12  server  250 Ok
 13  typed   RCPT TO: <sam@dons.usfca.edu>       RCPT TO accepted:
                                                 sam@dons.usfca.edu
 14  server  250 Ok
 15  typed   DATA
 16  server  354 go on                           now comes the message
 17  header  From: kim@dons.usfca.edu            the header From
 18  header  Subject: a subject that is so long that nothing can stand beside
             it, and longer
                                                 the header Subject
 19  blank                                       ends the headers
 20  body    hi      there
 21  body    .␠
 22  end     .                                   ends the message
 23  server  250 Ok: queued as 4A1B              the mail is accepted, queue id
                                                 4A1B
 24  client  Connection closed by foreign host.  the connection is over

Facts
  greeting        220                                                line 4
  greeted         yes                                                line 4
  server          smtp.usfca.edu                                     line 4
  helo            beast.local                                        line 5
  helo-verb       helo                                               line 5
  mail-from       kim@dons.usfca.edu                                 line 9
  rcpt-to         alex@dons.usfca.edu, sam@dons.usfca.edu            line 11
  data            354                                                line 16
  header.from     kim@dons.usfca.edu                                 line 17
  header.subject  a subject that is so long that nothing can stand   line 18
                  beside it, and longer
  blank-line      yes                                                line 19
  body            hi\\tthere                                          line 20
                  ␠
  dot             yes                                                line 22
  accepted        yes                                                line 23
  final-code      250                                                line 23
  queue-id        4A1B                                               line 23
  quit            no                                                 line 24
  closed          yes                                                line 24
  messages        1
  mistakes        line 7  MAIL FORM: <kim@dons.usfca.edu>  500
  by-hand         yes                                                line 1
";

pub(super) const BROKEN_PAGE: &str = "\
rec.txt: a session with a mail server (smtp)
typed, header, blank, body, end are yours; server is what came back

  1  server  220 a.test ESMTP      the greeting, 220
  2  typed   RCPT TO: <c@d.test>   problem 1 (RFC 5321 4.1.1.2)
                                   problem 2
  3  server  503 need MAIL
  4  unsent  QUIT

Facts
  greeting  220  line 1

Problems: begin with the first, the others may follow from it
  1  line 2, RFC 5321 4.1.1.2
     a sender comes first: type `MAIL FROM: <you@example.org>` and wait for
     `250`, and only then recipients
  2  line 2
     nobody was reached
";

pub(super) const WEB_PAGE: &str = "\
rec.txt: a session with a web server (http)
typed, header, blank, body, end are yours; server is what came back

  1  shell   $ telnet a.test 80        connects to a.test:80
  2  client  Trying 192.0.2.1...
  3  client  Connected to a.test.      the connection is open
  4  typed   hi                        no request that HTTP knows
  5  server  HTTP/1.1 400 Bad Request  the answer, 400
  6  server  Connection: close         the header Connection
  7  server
  8  server  <h1>no</h1>               the body begins

Facts
  target             a.test:80                 line 1
  address            192.0.2.1                 line 2
  connect            open                      line 3
  typed              hi                        line 4
  first-line         HTTP/1.1 400 Bad Request  line 5
  body               <h1>no</h1>               line 8
  status             400                       line 5
  reason             Bad Request               line 5
  version            1.1                       line 5
  says-bad-request   yes                       line 5
  headers            Connection: close         line 6
  header.connection  close                     line 6
";

pub(super) const LOOK_UP_PAGE: &str = "\
rec.txt: a look-up of a name (nslookup)

  1  client  Server:         192.0.2.1
  2  client  Address:        192.0.2.1#53  the DNS server
  3
  4  client  Name:   a.test                the name that was asked for
  5  client  Address: 192.0.2.10           the first of its 2 addresses
  6  client  Name:   a.test
  7  client  Address: 192.0.2.11

Facts
  asked           a.test                  line 4
  server          192.0.2.1               line 2
  port            53                      line 2
  status          noerror                 line 5
  authoritative   yes                     line 5
  canonical-name  a.test                  line 4
  addresses       192.0.2.10, 192.0.2.11  line 5
";

pub(super) const REFUSED_PAGE: &str = "\
rec.txt: a connection (plain)
typed, header, blank, body, end are yours; server is what came back
if it is a session of another kind, say which: `--protocol smtp`, `http`, `pop3`
or `nslookup`

  1  shell   $ telnet a.test 81    connects to a.test:81
  2  client  Trying 192.0.2.1...
  3  client  telnet: Unable to connect to remote host: Connection refused
                                   refused: nobody listens there

Facts
  target   a.test:81  line 1
  address  192.0.2.1  line 2
  connect  refused    line 3
";

pub(super) const NOTHING_PAGE: &str = "\
rec.txt: no session is recognised (read as smtp)
if it is a session of another kind, say which: `--protocol smtp`, `http`, `pop3`
or `nslookup`

  1  around  I did it.             problem 1
  2

Problems
  1  line 1
     no session with a mail server is recorded here: save everything that the
     terminal showed, from the command on, as text
";
