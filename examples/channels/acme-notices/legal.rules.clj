(defnotification legal-handoff
  "Tell the borrower, the collections team and the CRM when an account goes to the legal team."
  :on [(status/changed {:to "Open" :to-sub "Legal"})]
  :email      {:to #{:customers} :from "servicing@acme.example" :subject "Your account {{ loan_display_id }}" :template "legal.html.j2"}
  :sms        {:template "legal.txt.j2"}
  :system     {:agents ["collections"] :message "{{ loan_display_id }} went to the legal team."}
  :mail-house {:template "legal.letter.html.j2"}
  :webhook    {:url "http://127.0.0.1:8099/hooks/{{ loan_display_id }}" :method :post :headers {"X-Team" "legal"} :context [loan-display-id loan-status status-days-past-due]})
