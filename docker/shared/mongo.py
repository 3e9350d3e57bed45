"""Asks the server of this container, as its user: prints the version that it gives. Exits with 0 if a query answers."""

import os

from pymongo import MongoClient

client = MongoClient(
    "127.0.0.1",
    username=os.environ["MONGO_INITDB_ROOT_USERNAME"],
    password=os.environ["MONGO_INITDB_ROOT_PASSWORD"],
    directConnection=True,
    serverSelectionTimeoutMS=5000,
)
client.strongroom.nothing.find_one()
info = client.admin.command("buildInfo")
# Beside `version`, which is the MongoDB that the server takes itself for.
own = info.get("secantusVersion") or info["ferretdb"]["version"].removeprefix("v")
print(f"{own} (as MongoDB {info['version']})")
