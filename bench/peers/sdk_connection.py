"""The connection of both peers that use openstacksdk."""
import os

from keystoneauth1 import session
from keystoneauth1.identity import v3
from openstack.connection import Connection

CONCURRENCY = int(os.environ["CONCURRENCY"])
IDS = open(os.environ["IDS_FILE"]).read().split()


def connect(connections):
    """Logged in, with so many connections that are kept."""
    env = os.environ
    auth = v3.Password(auth_url=env["OS_AUTH_URL"], username=env["OS_USERNAME"], password=env["OS_PASSWORD"],
                       project_name=env["OS_PROJECT_NAME"], user_domain_id="default", project_domain_id="default")
    kept = session.Session(auth=auth)
    kept.session.mount("http://", session.TCPKeepAliveAdapter(pool_maxsize=connections))
    return Connection(session=kept, region_name=env["OS_REGION_NAME"], compute_api_version="2").compute


def stop(compute, server_id):
    """Stops a server that runs."""
    server = compute.get_server(server_id)
    if server.vm_state in ("active", "error"):
        compute.stop_server(server)
