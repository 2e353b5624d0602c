#!/bin/sh
# The `openstack` command: one server after the other. It does not look at the state; the first refusal ends it.
exec /usr/bin/openstack server stop $(cat "$IDS_FILE")
