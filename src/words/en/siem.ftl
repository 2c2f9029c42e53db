## API tokens, the feed, and the receiver of the audit log.

tokens-title = API tokens
tokens-lead = With a token a program reads the audit log or the reports. It changes nothing, and what it reads stands in the log as read by the token.
tokens-fresh = The token “{$name}” is made
tokens-fresh-once = Copy it now and keep it where secrets are kept: it is not shown again, by nobody to nobody.
tokens-new = Make a token
tokens-not-made = No token was made
tokens-name = What is it for?
tokens-name-hint = The program that reads, and where it runs. Like “Splunk forwarder in Oslo”.
tokens-name-wrong = Write what it is for, in 1 to {$longest} characters.
tokens-scope = What may be read with it?
tokens-scope-feed = The feed: every event, for a SIEM
tokens-scope-reports = The log and the reports, as an auditor reads them
tokens-scope-wrong = Choose at least one.
tokens-good-for = It is good for
tokens-days = { $count ->
    [one] {$count} day
   *[other] {$count} days
}
tokens-days-wrong = Choose from 1 to {$longest} days.
tokens-form-old = This form is not complete. Open the page again.
tokens-too-many = There are {$most} tokens that are good: revoke one first.
tokens-make = Make the token
tokens-made-before = This token was made before. It is not shown again: if nobody has it, revoke it and make another.
tokens-use = How it is used
tokens-use-words = In the header of each call. The handbook has the rest: docs/siem.md.
tokens-log = What stands in the log
tokens-log-words = Who made and revoked it, what was read with it, and each refusal. It stays good when whoever made it leaves: revoke it if they took it along.
tokens-list = Tokens
tokens-none = There is no token yet
tokens-none-hint = A token appears here when it is made, and stays here when it is over.
tokens-for-feed = For the feed
tokens-for-reports = For the reports
tokens-for-both = For the feed and the reports
tokens-made-by = Made by {$name}
tokens-maker-left = {$name} (has left)
tokens-ends = Ends
tokens-used = Last used
tokens-unused = Never used.
tokens-revoked-by = Revoked by {$name}
tokens-revoked = Revoked
tokens-expired = Over
tokens-good = Good
tokens-revoke = Revoke
tokens-revoked-now = The token “{$name}” is revoked: nothing is read with it any more.

token-needed = A token is needed: Authorization: Bearer cs_…
token-unknown = This token is not known.
token-revoked = This token was revoked.
token-expired = This token is over. Ask an administrator for another.
token-scope = This token is for something else.

feed-cursor = The cursor is not one that this feed gave. Leave it out to begin at the first event.
feed-limits = limit is a number from 1 to {$most}, wait one from 0 to {$longest}.
feed-another-log = This cursor is of another log, or the log was cut off before it. Ask an administrator to verify the log before you read on.

receiver-title = Receiver
receiver-new = Nothing sent yet
receiver-has-all = Has everything
receiver-is-sent = Is being sent to
receiver-again = Tried again
receiver-down = Takes nothing
receiver-waiting-none = Every sealed event is there.
receiver-waiting = { $count ->
    [one] {$count} sealed event is not there yet.
   *[other] {$count} sealed events are not there yet.
}
receiver-oldest = The oldest was sealed
receiver-taken = Something was last taken
receiver-answered = It answered {$status}
receiver-why = { $code ->
    [timed_out] It did not answer in time
    [unreachable] It could not be reached
    [broke_off] The connection broke off
    [log_differs] The log is not the one of which it has a part: verify the log
   *[other] {$code}
}
receiver-next = Tried again

audit-by-token = An API token
audit-by-token-called = Token “{$name}”
log-a-token = a token
log-feed-read = Reads the feed, up to event {$through}
log-token-made = Made the API token “{$name}”, good until {$until}
log-token-revoked = Revoked the API token “{$name}”
log-refused-token = Was refused {$path}: { $why ->
    [unknown] the token is not known
    [revoked] the token was revoked
    [expired] the token is over
    [wrong_scope] the token is for something else
   *[other] {$words}
}
