vcl 4.1;

# Perigee behind Varnish, a sample. Something in front of Varnish ends TLS and sets
# X-Forwarded-Proto and X-Forwarded-For, so that the portal stands behind two proxies. In the
# portal's environment: PERIGEE_TRUSTED_PROXIES=2 and PERIGEE_PURGE=http://127.0.0.1:6081 (the
# address at which Varnish listens), by which the worker has it drop what it keeps at any change.

import std;

backend portal {
    .host = "127.0.0.1";
    .port = "8000";
    .first_byte_timeout = 300s;
    .probe = {
        # The name must be one of PERIGEE_HOSTS.
        .request = "GET /healthz HTTP/1.1"
                   "Host: portal.example.org"
                   "Connection: close";
        .interval = 5s;
        .timeout = 2s;
    }
}

acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "BAN" || req.method == "PURGE") {
        # What ends TLS is at home, too; what it hands on names a visitor before itself.
        if (client.ip !~ purgers || req.http.X-Forwarded-For ~ ",") {
            return (synth(403, "Not from here"));
        }
        if (req.method == "PURGE") {
            return (purge);
        }
        # All of a host, whatever is kept of it; the portal cannot name each page that a change is on.
        ban("obj.http.X-Host == " + std.tolower(regsub(req.http.Host, ":[0-9]+$", "")));
        return (synth(200, "Banned"));
    }
    unset req.http.X-First-Try;
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.url ~ "^/(admin|descriptions|likes|preview|healthz|readyz)(/|$)" || req.http.Cookie ~ "(^|;\s*)sessionid=") {
        return (pass);
    }
    # No public answer depends on a cookie.
    unset req.http.Cookie;
    # Nothing stale while the portal is well; where PERIGEE_PURGE is set, 60s may stand here, and
    # then nobody waits for a new copy. An error is asked again, and then the page of yesterday will do.
    if (req.restarts == 0 && std.healthy(req.backend_hint)) {
        set req.grace = 0s;
        set req.http.X-First-Try = "yes";
    } else {
        set req.grace = 24h;
    }
    return (hash);
}

sub vcl_hash {
    # The redirect from http to https must not answer for the page.
    hash_data(req.http.X-Forwarded-Proto);
}

sub vcl_backend_response {
    # For bans, which look at what is kept without a request at hand.
    set beresp.http.X-Host = std.tolower(regsub(bereq.http.Host, ":[0-9]+$", ""));
    if (beresp.status >= 500) {
        # Abandoned rather than delivered, because a delivered error would replace the stale page.
        if (bereq.is_bgfetch || bereq.http.X-First-Try) {
            return (abandon);
        }
        set beresp.uncacheable = true;
        return (deliver);
    }
    # A year long for browsers, but here a withdrawn picture has to be gone within a minute.
    if (bereq.url ~ "^/files/") {
        set beresp.ttl = 60s;
    }
    if (!beresp.uncacheable) {
        set beresp.grace = 24h;
    }
}

sub vcl_backend_error {
    if (bereq.is_bgfetch || bereq.http.X-First-Try) {
        return (abandon);
    }
}

sub vcl_deliver {
    unset resp.http.X-Host;
}

sub vcl_synth {
    if (resp.status == 503 && req.http.X-First-Try) {
        return (restart);
    }
}
