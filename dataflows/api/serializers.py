"""What the API says of each thing, field by field."""

import json
from typing import Any

from rest_framework import serializers

from dataflows.models import Comment, Map, Outcome, Version
from organisations.models import Programme


class ProgrammeSerializer(serializers.ModelSerializer[Programme]):
    class Meta:
        model = Programme
        fields = ["id", "name", "slug", "description", "has_open_maps", "created_at"]


class MapSerializer(serializers.ModelSerializer[Map]):
    """A map's draft: ``seq`` is raised by every change."""

    area = serializers.CharField(source="area.name", default="")
    flow_count = serializers.IntegerField()
    latest_version = serializers.IntegerField(allow_null=True)

    class Meta:
        model = Map
        fields = [
            *("id", "programme", "name", "area", "description", "open_number", "seq", "flow_count"),
            *("latest_version", "created_at", "changed_at"),
        ]


class VersionSerializer(serializers.ModelSerializer[Version]):
    """A published version, without its document."""

    published_by = serializers.SerializerMethodField()

    def get_published_by(self, version: Version) -> str | None:
        """Return the publisher's name to members of the programme; others need not know it."""
        actor = self.context["request"].actor
        if version.published_by is None or version.programme_id not in actor.programme_ids:
            return None
        return version.published_by.name

    class Meta:
        model = Version
        fields = ["map", "number", "schema_version", "sha256", "note", "published_at", "published_by"]


class VersionWithDocumentSerializer(VersionSerializer):
    """A published version with its map document, whose shape docs/formats publishes."""

    document = serializers.SerializerMethodField()

    class Meta(VersionSerializer.Meta):
        fields = [*VersionSerializer.Meta.fields, "document"]

    def get_document(self, version: Version) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(version.document)
        return document


class OutcomeSerializer(serializers.Serializer[Outcome]):
    """What became of a comment."""

    kind = serializers.CharField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class ReplySerializer(serializers.ModelSerializer[Comment]):
    """What somebody said; of what was taken out of sight, why, and no words."""

    author = serializers.CharField(source="said_by")
    text = serializers.SerializerMethodField()
    hidden = serializers.CharField(source="moderation.reason", default=None, allow_null=True)
    organisation = serializers.CharField(source="organisation.name", default=None, allow_null=True)

    class Meta:
        model = Comment
        fields = ["id", "text", "hidden", "author", "organisation", "created_at"]

    def get_text(self, comment: Comment) -> str:
        return "" if comment.moderation else comment.text


class CommentSerializer(ReplySerializer):
    """A comment with its replies: what it hangs on, and the sentence that its author had read."""

    version = serializers.IntegerField(source="version.number")
    outcome = OutcomeSerializer(allow_null=True)
    replies = ReplySerializer(many=True)

    class Meta(ReplySerializer.Meta):
        fields = [
            *("id", "version", "element_kind", "element_id", "field", "sentence", "kind", "text"),
            *("hidden", "author", "organisation", "created_at", "outcome", "replies"),
        ]
