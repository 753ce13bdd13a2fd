# Sourced by the start scripts that run Dovecot: prints the part of its configuration that logs the test's user in.
dovecot_authentication() {
    cat << END
ssl = yes
ssl_cert = <$CERTS/cert.pem
ssl_key = <$CERTS/key.pem
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
auth_username_format = %Lu
auth_failure_delay = 0 secs
passdb {
  driver = passwd-file
  args = username_format=%u $BASE/users
  mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
}
# No pause after failed logins from the same address: all of them come from loopback.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
END
}
