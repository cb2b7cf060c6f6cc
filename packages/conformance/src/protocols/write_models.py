"""Models of CloudWatch that leave the client one protocol, where it would choose among three: `write_models.py FOLDER`, an ~/.aws/models."""
import json
import pathlib
import sys

from botocore.loaders import Loader

WANTED = {"cloudwatch-cbor": "smithy-rpc-v2-cbor", "cloudwatch-query": "query"}

for name, protocol in WANTED.items():
    loader = Loader()
    model = loader.load_service_model("cloudwatch", "service-2")
    model["metadata"].update(protocol=protocol, protocols=[protocol])
    folder = pathlib.Path(sys.argv[1], name, model["metadata"]["apiVersion"])
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text(json.dumps(model))
