"""What AWS's models say and the SDK's packages leave out, from botocore's copy of them.

    python3 scripts/generate-constraints.py OUT SERVICE=BOTOCORE_NAME... [--model SERVICE=BOTOCORE_NAME...]

Writes OUT/constraints/SERVICE.json: minimum, maximum, pattern and values of every shape that an input can reach; and, for
services that are in no npm package, OUT/converted/SERVICE.json: the whole model without its documentation.
Each names botocore's version and the SHA-256 of the file it was read from. Run by scripts/generate.ts.
"""

import gzip
import hashlib
import json
import pathlib
import sys

import botocore

DATA = pathlib.Path(botocore.__file__).parent / "data"
LIMITS = ("min", "max", "pattern", "enum")
KEPT_OF_SHAPES = (
    "type", "members", "member", "key", "value", "required", "flattened", "streaming", "sensitive", "payload", "union", "eventstream",
    "exception", "error", "fault", "timestampFormat", "document", "box", "location", "locationName", "queryName", "xmlNamespace",
    "xmlAttribute", "jsonvalue", "idempotencyToken", "shape", "httpStatusCode", "senderFault", "code", "hostLabel",
)


def source_of(name):
    """The newest version of a service's model: its path, its bytes as installed, and what it says."""
    versions = sorted(path for path in (DATA / name).iterdir() if path.is_dir())
    path = next(versions[-1].glob("service-2.json*"))
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return path.relative_to(DATA).as_posix(), hashlib.sha256(content).hexdigest(), json.loads(text)


def provenance(path, digest):
    return {"botocore": botocore.__version__, "source": path, "sha256": digest}


def constraints_of(model):
    """Shapes by name, each walked from the operations' inputs; scalars without limits are left out."""
    shapes, kept = model["shapes"], {}

    def visit(name):
        if name in kept:
            return
        shape = shapes[name]
        entry = kept[name] = {}
        kind = shape["type"]
        if kind in ("integer", "long", "short", "byte"):
            entry["integer"] = True
        for limit in LIMITS:
            if limit in shape and not (limit == "min" and shape[limit] == 0 and kind in ("string", "list", "map", "blob")):
                entry[limit] = shape[limit]
        if kind == "structure":
            members = {member: ref["shape"] for member, ref in shape.get("members", {}).items()}
            for target in members.values():
                visit(target)
            entry["members"] = members
        elif kind == "list":
            visit(shape["member"]["shape"])
            entry["member"] = shape["member"]["shape"]
        elif kind == "map":
            visit(shape["key"]["shape"])
            visit(shape["value"]["shape"])
            entry["key"], entry["value"] = shape["key"]["shape"], shape["value"]["shape"]

    inputs = {name: op["input"]["shape"] for name, op in model["operations"].items() if "input" in op}
    for name in inputs.values():
        visit(name)
    return inputs, prune(kept)


def prune(kept):
    """Without shapes that limit nothing, nor anything below them."""
    useful = {name for name, entry in kept.items() if any(limit in entry for limit in (*LIMITS, "integer"))}
    while True:
        more = {name for name, entry in kept.items() if name not in useful and useful.intersection(targets(entry))}
        if not more:
            break
        useful |= more
    pruned = {}
    for name in sorted(useful):
        entry = dict(kept[name])
        if "members" in entry:
            entry["members"] = {member: target for member, target in sorted(entry["members"].items()) if target in useful}
        for place in ("member", "key", "value"):
            if place in entry and entry[place] not in useful:
                del entry[place]
        pruned[name] = entry
    return pruned


def targets(entry):
    return [*entry.get("members", {}).values(), *(entry[place] for place in ("member", "key", "value") if place in entry)]


def without_documentation(shape):
    if not isinstance(shape, dict):
        return shape
    kept = {}
    for key, value in shape.items():
        if key not in KEPT_OF_SHAPES:
            continue
        if key == "members":
            kept[key] = {member: without_documentation(ref) for member, ref in value.items()}
        else:
            kept[key] = without_documentation(value)
    return kept


def converted(model):
    operations = {
        name: {
            "http": {"method": op["http"]["method"], "requestUri": op["http"]["requestUri"], "responseCode": op["http"].get("responseCode", 200)},
            **({"input": op["input"]["shape"]} if "input" in op else {}),
            **({"output": op["output"]["shape"]} if "output" in op else {}),
        }
        for name, op in sorted(model["operations"].items())
    }
    return {"operations": operations, "shapes": {name: without_documentation(shape) for name, shape in sorted(model["shapes"].items())}}


def write(path, value):
    """One shape a line: small to read, and a difference shows what changed."""
    lines = ["{"]
    for index, (key, item) in enumerate(value.items()):
        comma = "," if index + 1 < len(value) else ""
        if isinstance(item, dict) and item:
            lines.append(f" {json.dumps(key)}: {{")
            rows = [f"  {json.dumps(name)}: {json.dumps(row, separators=(',', ':'))}" for name, row in item.items()]
            lines.append(",\n".join(rows))
            lines.append(f" }}{comma}")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(item)}{comma}")
    lines.append("}\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="ascii")


def main(arguments):
    out = pathlib.Path(arguments[0])
    split = arguments.index("--model") if "--model" in arguments else len(arguments)
    for pair in arguments[1:split]:
        service, name = pair.split("=")
        path, digest, model = source_of(name)
        inputs, shapes = constraints_of(model)
        inputs = {operation: shape for operation, shape in sorted(inputs.items()) if shape in shapes}
        write(out / "constraints" / f"{service}.json", {**provenance(path, digest), "operations": inputs, "shapes": shapes})
    for pair in arguments[split + 1:]:
        service, name = pair.split("=")
        path, digest, model = source_of(name)
        write(out / "converted" / f"{service}.json", {**provenance(path, digest), **converted(model)})


if __name__ == "__main__":
    main(sys.argv[1:])
