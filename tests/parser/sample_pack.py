"""A pack as authors write it, for what must hold of good text and of text with one mistake."""

SAMPLE = """\
;; Collections policy. Paragraph numbers are the policy's.

(def small-balance 25M)

(defn overdue?
  "More than `days` days past due."
  [days]
  (> status-days-past-due days))

(defrule suspend-interest-after-90
  "Suspend interest on open accounts more than 90 days past due."
  :when (and (= loan-status "Open")
             (overdue? 90)            ; paragraph 4.2
             (not= loan-sub-status "Bankruptcy"))
  :then [(interest/suspend {:date {:base :current-date :plus-days 0}})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 91} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 90} :fires false}])

(defrule write-off-small-balances
  "Credit balances of $25.00 and below, once."
  :when (let [balance (-> status-delinquent-bucket-balance :LARGEST-BUCKET :amount-due)]
          (and (some? balance)
               (<= balance small-balance)))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off true
                      :amount {:base :payoff :plus 0M}
                      :date {:base :current-date :plus-days 0}})
         (loan/set {:loan-status "Closed"})]
  :runs #{:daily-maintenance}
  :once :never-again)

;; Legal hand-over.
(defnotification legal-handoff
  "Tell the agents when an account enters the Legal portfolio."
  :on [(portfolio/added "Legal")]
  :restrict {:loan-status ["Open"] :days-past-due [30 120]}
  :email    {:to #{:agents} :subject "Account {{ loan_display_id }}"}
  :system   {:agents ["collections"] :message "It's in \\"Legal\\" now."})

(defrule flag-early-payers
  "Flag accounts with any of three good signs."
  :when (some #(and (some? %) (> % 700)) [status-score #_old-score 'x])
  :then [(loan/set {:add-portfolios ["Good"]})])

(comment
  (overdue? 30))
"""
