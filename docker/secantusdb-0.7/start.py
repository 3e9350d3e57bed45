"""Starts SecantusDB, on an empty data directory after making the user. It reads the variables of MongoDB's official
image, and passes its arguments to the server."""

import os
import shutil
import sys

from pymongo import MongoClient
from secantus import SecantusDBServer

data = "/data/db"

if not os.path.exists(data):
    # Under another name until complete: a container killed in between must not find a database without its user.
    shutil.rmtree(data + ".new", ignore_errors=True)
    with SecantusDBServer(storage_path=data + ".new") as server, MongoClient(server.uri) as client:
        client.admin.command(
            "createUser",
            os.environ["MONGO_INITDB_ROOT_USERNAME"],
            pwd=os.environ["MONGO_INITDB_ROOT_PASSWORD"],
            roles=["root"],
        )
    os.rename(data + ".new", data)

daemon = ["secantusd-py", "--host", "0.0.0.0", "--port", "27017", "--storage-path", data, "--auth"]
os.execvp(daemon[0], daemon + sys.argv[1:])
