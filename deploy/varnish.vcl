vcl 4.1;

# Perigee behind Varnish, a sample. Something in front of Varnish ends TLS and sets
# X-Forwarded-Proto and X-Forwarded-For, so that the portal stands behind two proxies:
# PERIGEE_TRUSTED_PROXIES=2.

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
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403, "Not from here"));
        }
        return (purge);
    }
    unset req.http.X-First-Try;
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.url ~ "^/(admin|likes|healthz|readyz)(/|$)" || req.http.Cookie ~ "(^|;\s*)sessionid=") {
        return (pass);
    }
    # No public answer depends on a cookie.
    unset req.http.Cookie;
    # At most ten seconds stale while the portal is well. An error is asked again, and then the
    # page of yesterday will do.
    if (req.restarts == 0 && std.healthy(req.backend_hint)) {
        set req.grace = 10s;
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

sub vcl_synth {
    if (resp.status == 503 && req.http.X-First-Try) {
        return (restart);
    }
}
