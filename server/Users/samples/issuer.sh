#!/usr/bin/env bash
# An issuer of users' tokens for trying things out: a generated RSA key, the JWK set to verify with, tokens for an hour.
#   issuer.sh new DIR                   makes DIR/key.pem and DIR/jwks.json
#   issuer.sh token DIR SUBJECT [ROLE]  prints a token
set -euo pipefail

base64url() { basenc --base64url -w 0 | tr -d =; }

case "${1:-}" in
  new)
    mkdir -p "$2"
    (umask 077 && openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$2/key.pem")
    modulus=$(openssl rsa -in "$2/key.pem" -noout -modulus | cut -d = -f 2 | basenc --base16 -d | base64url)
    printf '{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"local-1","n":"%s","e":"AQAB"}]}\n' "$modulus" > "$2/jwks.json"
    ;;
  token)
    now=$(date +%s)
    header=$(printf '{"alg":"RS256","typ":"JWT","kid":"local-1"}' | base64url)
    claims=$(printf '{"iss":"https://issuer.local","aud":"my-api","sub":"%s","iat":%d,"exp":%d,"email":"%s@example.com","first_name":"Jane","public_metadata":{"role":"%s"}}' \
      "$3" "$now" $((now + 3600)) "$3" "${4:-}" | base64url)
    signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign "$2/key.pem" -binary | base64url)
    printf '%s.%s.%s\n' "$header" "$claims" "$signature"
    ;;
  *)
    sed -n '2,4s/^# *//p' "$0" >&2
    exit 2
    ;;
esac
