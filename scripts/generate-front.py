"""What botocore says of every AWS service's requests: names, bindings and the shapes that inputs reach.

    python3 scripts/generate-front.py > FILE

One JSON object by botocore's client name, without documentation. Run by scripts/generate-front.ts, which makes the front's tables of it.
"""

import gzip
import hashlib
import json
import pathlib
import sys

import botocore

DATA = pathlib.Path(botocore.__file__).parent / "data"
METADATA = ("apiVersion", "endpointPrefix", "jsonVersion", "protocol", "protocols", "serviceId", "signingName", "targetPrefix", "xmlNamespace")
KEPT_OF_SHAPES = (
    "type", "members", "member", "key", "value", "required", "flattened", "streaming", "payload", "union", "eventstream",
    "timestampFormat", "document", "location", "locationName", "queryName", "jsonvalue", "shape", "xmlAttribute",
)


def newest(folder):
    """The newest version of a service's model: its path, the hash of its bytes as installed, and what it says."""
    versions = sorted(path for path in folder.iterdir() if path.is_dir())
    path = next(versions[-1].glob("service-2.json*"), None) if versions else None
    if path is None:
        return None
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return path.relative_to(DATA).as_posix(), hashlib.sha256(content).hexdigest(), json.loads(text)


def kept(shape):
    if not isinstance(shape, dict):
        return shape
    return {
        key: {member: kept(ref) for member, ref in value.items()} if key == "members" else kept(value)
        for key, value in shape.items()
        if key in KEPT_OF_SHAPES
    }


def reached(model):
    """The shapes that an input can reach, by name."""
    shapes, found = model["shapes"], {}
    waiting = [op["input"]["shape"] for op in model["operations"].values() if "input" in op]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        shape = found[name] = kept(shapes[name])
        waiting += [ref["shape"] for ref in shape.get("members", {}).values()]
        waiting += [shape[place]["shape"] for place in ("member", "key", "value") if isinstance(shape.get(place), dict)]
    return dict(sorted(found.items()))


def service(source, digest, model):
    operations = {
        name: {
            "method": op["http"]["method"],
            "requestUri": op["http"]["requestUri"],
            "responseCode": op["http"].get("responseCode", 200),
            **({"input": op["input"]["shape"]} if "input" in op else {}),
            **({"unsigned": True} if op.get("authtype") == "none" or op.get("auth") == ["smithy.api#noAuth"] else {}),
            **({"hostPrefix": op["endpoint"]["hostPrefix"]} if "hostPrefix" in op.get("endpoint", {}) else {}),
        }
        for name, op in sorted(model["operations"].items())
    }
    metadata = {key: model["metadata"][key] for key in METADATA if key in model["metadata"]}
    return {"source": source, "sha256": digest, "metadata": metadata, "operations": operations, "shapes": reached(model)}


def main():
    services = {folder.name: newest(folder) for folder in sorted(DATA.iterdir()) if folder.is_dir()}
    made = {name: service(*found) for name, found in services.items() if found is not None}
    json.dump({"botocore": botocore.__version__, "services": made}, sys.stdout, separators=(",", ":"))


if __name__ == "__main__":
    main()
