# Sourced by the peers that use curl: logs in once and keeps the token.
TOKEN=$(curl -si "$OS_AUTH_URL/auth/tokens" -H 'Content-Type: application/json' -d "{\"auth\":{\"identity\":{\"methods\":[\"password\"],
  \"password\":{\"user\":{\"name\":\"$OS_USERNAME\",\"domain\":{\"id\":\"default\"},\"password\":\"$OS_PASSWORD\"}}},
  \"scope\":{\"project\":{\"name\":\"$OS_PROJECT_NAME\",\"domain\":{\"id\":\"default\"}}}}}" |
  tr -d '\r' | awk 'tolower($1) == "x-subject-token:" { print $2 }')
export TOKEN
