"""The pages of Django's admin: the offers, with German title, phone, state and languages."""

from django.contrib import admin
from django.db import models
from django.urls import path


class Offer(models.Model):
    """A row of our table."""

    phone = models.CharField(max_length=60)
    state = models.CharField(max_length=20)
    expires_at = models.DateField()

    class Meta:
        app_label = "desk"
        managed = False
        db_table = "offer"


class OfferText(models.Model):
    """A text of an offer in one language."""

    offer = models.ForeignKey(Offer, models.DO_NOTHING, related_name="texts")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=200)

    class Meta:
        app_label = "desk"
        managed = False
        db_table = "offer_text"


class OfferAdmin(admin.ModelAdmin[Offer]):
    """The list of offers."""

    list_display = ("german_title", "phone", "state", "expires_at", "languages")
    list_filter = ("state",)
    search_fields = ("texts__title",)
    list_per_page = 50

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("texts")

    def german_title(self, offer):
        return next((text.title for text in offer.texts.all() if text.language == "de"), "")

    def languages(self, offer):
        return " ".join(sorted(text.language for text in offer.texts.all()))


admin.site.register(Offer, OfferAdmin)
urlpatterns = [path("admin/", admin.site.urls)]
