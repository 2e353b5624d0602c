"""The same in Python: loads what the first argument names, and stops one server, then, warm, a second one."""
import json
import os
import sys
import time

ENV = os.environ


def with_requests():
    import requests
    session = requests.Session()
    login = {}

    def stop(server_id):
        if not login:
            answer = session.post(ENV["OS_AUTH_URL"] + "/auth/tokens", json={"auth": {
                "identity": {"methods": ["password"], "password": {"user": {
                    "name": ENV["OS_USERNAME"], "domain": {"id": "default"}, "password": ENV["OS_PASSWORD"]}}},
                "scope": {"project": {"name": ENV["OS_PROJECT_NAME"], "domain": {"id": "default"}}}}})
            login["headers"] = {"X-Auth-Token": answer.headers["X-Subject-Token"]}
        url = f"{ENV['NOVA_URL']}/servers/{server_id}"
        server = session.get(url, headers=login["headers"]).json()["server"]
        if server["OS-EXT-STS:vm_state"] in ("active", "error"):
            session.post(url + "/action", json={"os-stop": {}}, headers=login["headers"]).raise_for_status()

    return stop


def with_openstacksdk():
    import openstack
    compute = openstack.connect(
        load_yaml_config=False, load_envvars=False, auth_url=ENV["OS_AUTH_URL"], username=ENV["OS_USERNAME"],
        password=ENV["OS_PASSWORD"], project_name=ENV["OS_PROJECT_NAME"], user_domain_id="default",
        project_domain_id="default", region_name=ENV["OS_REGION_NAME"]).compute

    def stop(server_id):
        server = compute.get_server(server_id)
        if server.vm_state in ("active", "error"):
            compute.stop_server(server)

    return stop


def with_openstacksdk_and_boto3():
    import boto3
    boto3.client("sqs", region_name="eu-central-1")
    return with_openstacksdk()


stop = {"requests": with_requests, "openstacksdk": with_openstacksdk, "openstacksdk+boto3": with_openstacksdk_and_boto3}[sys.argv[1]]()
stop("00000000-0000-4000-8000-%012d" % 0)
cpu_ms = time.process_time() * 1000
warm_at = time.perf_counter()
stop("00000000-0000-4000-8000-%012d" % 1)
warm_ms = (time.perf_counter() - warm_at) * 1000
print("\n@@" + json.dumps({"cpuMs": cpu_ms, "warmMs": warm_ms}), flush=True)
os._exit(0)
